package dev.gonzo.kernel.file;

import dev.gonzo.OnCancel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.offload.OffloadedWork;
import dev.gonzo.report.Log;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a thread of a {@link Pool}.
 *
 * <p>The caller's memory is written only when the operation has ended, and then a cancellation does
 * not resume the task: so a thread that is still in a system call never writes into a buffer that
 * is used for something else by then.
 */
final class FileWork<T extends @Nullable Object> extends OffloadedWork<T>
    implements Consumer<Scratch> {
  private final FileThreads threads;
  private final FileOperation<T> operation;
  // Set by the thread that does it.
  private @Nullable Scratch scratch;

  FileWork(FileThreads threads, LoopTask<?> task, FileOperation<T> operation) {
    super(threads.loop, threads.abandoned, task);
    this.threads = threads;
    this.operation = operation;
  }

  /** Does the operation. In a thread of the pool. */
  @Override
  public void accept(Scratch ofThread) {
    scratch = ofThread;
    run();
  }

  private Scratch scratch() {
    return Objects.requireNonNull(scratch);
  }

  @Override
  protected T perform() throws Exception {
    return operation.perform(scratch());
  }

  @Override
  protected void deliver(T answer) throws IOException {
    operation.deliver(answer, scratch());
  }

  @Override
  protected void takeLate(T answer) {
    try {
      operation.takeBack(answer, scratch());
    } catch (IOException | RuntimeException unexpected) {
      Log.warn("could not undo an abandoned operation: " + operation, unexpected);
    }
  }

  @Override
  protected OnCancel onCancel() {
    return operation.canBeAbandoned() ? OnCancel.ABANDON : OnCancel.WAIT;
  }

  @Override
  protected void left() {
    threads.replaceOne();
  }

  @Override
  protected void endedLate() {
    threads.abandonedEnded();
  }

  /** For the list of operations that still run when the kernel has ended. */
  @Override
  public String toString() {
    return operation + ", for task " + task.name();
  }
}
