package dev.gonzo.kernel;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a task has done on the loop's own stack. It stands where a task's answer does: until the
 * task goes on, it has no other.
 *
 * @param <R> what it answers
 */
final class LoopCall<R extends @Nullable Object> {
  private final Callable<R> work;
  private @Nullable R value;
  private @Nullable Throwable thrown;

  LoopCall(Callable<R> work) {
    this.work = work;
  }

  /** On the loop's own stack. */
  void run() {
    try {
      value = work.call();
    } catch (Throwable failure) {
      thrown = failure;
    }
  }

  /** On the task's. */
  @SuppressWarnings("NullAway") // null only if the work answers it
  R answer() {
    if (thrown != null) {
      LoopKernel.<RuntimeException>rethrow(thrown);
    }
    return value;
  }
}
