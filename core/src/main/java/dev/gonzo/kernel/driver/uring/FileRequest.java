package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.Ring;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.RegularFile;
import dev.gonzo.kernel.loop.Undo;
import dev.gonzo.trap.Trap;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a file, and the task that waits for it. Kernel thread only.
 *
 * <p>Linux may use its memory from submission to completion, even if the task is cancelled. A task
 * that is cancelled at a read goes on at once, and bytes that arrive later are dropped.
 */
final class FileRequest extends Request implements Undo, AutoCloseable {
  /** Writes an operation into the ring. */
  @FunctionalInterface
  interface Submission {
    /** Returns false if there is no room now. */
    boolean to(Ring ring, long data);
  }

  private final RingFiles files;
  private final RegularFile file;
  private final MemorySegment memory;
  private final Submission submission;
  private final boolean changes;
  private @Nullable LoopTask<?> waiter;
  private boolean free;

  /** Creates a request that owns its memory and holds its file. */
  FileRequest(
      RingFiles files,
      RegularFile file,
      MemorySegment memory,
      Submission submission,
      boolean changes) {
    this.files = files;
    this.file = file;
    this.memory = memory;
    this.submission = submission;
    this.changes = changes;
  }

  /**
   * Suspends the task until the operation has ended. On the task's own stack.
   *
   * @return the system's result
   */
  int await(LoopTask<?> task, Trap<?> trap) throws Exception {
    waiter = task;
    files.asked(this);
    return (Integer) Objects.requireNonNull(task.suspend(trap, this));
  }

  /** The memory that Linux uses until the operation has ended. */
  MemorySegment memory() {
    return memory;
  }

  /** Whether a task waits for it. */
  boolean isAwaited() {
    return waiter != null;
  }

  @Override
  boolean submit(Ring ring, long data) {
    return submission.to(ring, data);
  }

  @Override
  void completed(int result, int flags) {
    LoopTask<?> task = waiter;
    Integer answer = result; // first: there may be no memory for it
    waiter = null;
    if (task == null) {
      close();
    } else {
      task.resume(answer);
    }
  }

  @Override
  public boolean undo() {
    if (isUnderWay() && changes) {
      return false;
    }
    waiter = null;
    files.cancel(this);
    return true;
  }

  /** Releases the memory and the file, now or when the operation has ended. */
  @Override
  public void close() {
    if (!isUnderWay() && !free) {
      free = true;
      files.takeBack(memory, file);
    }
  }
}
