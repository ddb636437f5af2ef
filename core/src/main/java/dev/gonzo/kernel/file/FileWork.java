package dev.gonzo.kernel.file;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.Undo;
import dev.gonzo.report.Reports;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a thread, and the task that waits for it.
 *
 * <pre>
 *   QUEUED -> RUNNING -> ENDING
 *             RUNNING -> ABANDONED
 *   QUEUED -> WITHDRAWN
 * </pre>
 *
 * <p>The caller's memory is written only in state ENDING, and in ENDING a cancellation does not
 * resume the task: so a thread that is still in a system call never writes into a buffer that is
 * used for something else by then.
 */
final class FileWork<T extends @Nullable Object> implements Undo {
  private enum State {
    QUEUED,
    RUNNING,
    ENDING,
    ABANDONED,
    WITHDRAWN
  }

  private static final long RETRY_NANOS = 1_000_000;

  private final FileThreads threads;
  private final LoopTask<?> task;
  private final FileOperation<T> operation;
  private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

  FileWork(FileThreads threads, LoopTask<?> task, FileOperation<T> operation) {
    this.threads = threads;
    this.task = task;
    this.operation = operation;
  }

  /** Does the operation. In a thread of the pool. */
  void run(Scratch scratch) {
    if (!state.compareAndSet(State.QUEUED, State.RUNNING)) {
      return;
    }
    T answer;
    try {
      answer = operation.perform(scratch);
    } catch (Throwable failure) {
      fail(failure);
      return;
    }
    if (ends()) {
      try {
        operation.deliver(answer, scratch);
        threads.tell(() -> task.resume(answer));
      } catch (Throwable failure) {
        raise(failure);
      }
    } else {
      try {
        operation.takeBack(answer, scratch);
      } catch (IOException | RuntimeException unexpected) {
        Reports.warn("could not undo an abandoned operation: " + operation, unexpected);
      } finally {
        threads.abandonedEnded(this);
      }
    }
  }

  /** Throws a failure in the task, unless it has left. Any thread may call it. */
  void fail(Throwable failure) {
    if (ends() || state.compareAndSet(State.QUEUED, State.ENDING)) {
      raise(failure);
    } else if (state.get() == State.ABANDONED) {
      threads.abandonedEnded(this);
    }
  }

  /**
   * Resumes the task with a failure. A task that is not resumed would wait for ever, so if there is
   * no memory this is tried until there is.
   */
  private void raise(Throwable failure) {
    while (true) {
      try {
        threads.tell(() -> task.raise(failure));
        return;
      } catch (OutOfMemoryError full) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private boolean ends() {
    return state.compareAndSet(State.RUNNING, State.ENDING);
  }

  /** Whether the task still waits for it, and no thread has taken it. */
  boolean isQueued() {
    return state.get() == State.QUEUED;
  }

  /** Withdraws or abandons the operation, if possible. On the kernel's thread. */
  @Override
  public boolean undo() {
    if (state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
      return true;
    }
    boolean left =
        operation.canBeAbandoned() && state.compareAndSet(State.RUNNING, State.ABANDONED);
    if (left) {
      threads.abandoned(this);
    }
    return left;
  }

  /** For the list of operations that still run when the kernel has ended. */
  @Override
  public String toString() {
    return operation + ", for task " + task.name();
  }
}
