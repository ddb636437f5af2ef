package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task that ends while the heap is full. A task must always end, or the tasks that
 * wait for it, and its kernel, would wait for ever. So this outcome is allocated in advance.
 */
final class LastResort {
  private static final Outcome<?> HEAP_FULL = new Outcome.Failure<>(error());

  private LastResort() {}

  /** Allocates the outcome. Call it while there is memory. */
  static void prepare() {
    // The class is initialised by the call.
  }

  private static OutOfMemoryError error() {
    var error =
        new OutOfMemoryError(
            "the heap was full when the task ended, so its own result or failure is lost");
    error.setStackTrace(new StackTraceElement[0]);
    return error;
  }

  /**
   * {@return the outcome of a task whose body threw an exception}
   *
   * @param thrown the exception
   * @param <T> the type of the task's result
   */
  @SuppressWarnings("unchecked") // a failure fits any result type
  static <T extends @Nullable Object> Outcome<T> outcomeOf(Throwable thrown) {
    try {
      return thrown instanceof Cancelled cancelled
          ? new Outcome.Cancellation<>(cancelled)
          : new Outcome.Failure<>(thrown);
    } catch (OutOfMemoryError full) {
      return (Outcome<T>) HEAP_FULL;
    }
  }
}
