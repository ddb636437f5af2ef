package dev.gonzo.kernel.loop;

import dev.gonzo.report.Rethrow;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Work that a task has done on the loop's own stack; see {@link LoopTask#onLoop}. It is kept in the
 * field for the task's answer, which is unused until the task goes on.
 *
 * @param <R> the type of its result
 */
final class LoopCall<R extends @Nullable Object> {
  private final Callable<R> work;
  private @Nullable R value;
  private @Nullable Throwable thrown;

  LoopCall(Callable<R> work) {
    this.work = work;
  }

  /** Does the work. On the loop's own stack. */
  void run() {
    try {
      value = work.call();
    } catch (Throwable failure) {
      thrown = failure;
    }
  }

  /** Returns the result, or throws what the work threw. On the task's stack. */
  @SuppressWarnings("NullAway") // null only if the work returns it
  R answer() {
    if (thrown != null) {
      throw Rethrow.unchecked(thrown);
    }
    return value;
  }
}
