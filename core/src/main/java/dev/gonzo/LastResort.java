package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task that ends while the heap is full. A task has to end whatever happens, or
 * those who wait for it, and its kernel, would wait for ever; so the object that says how it ended
 * is there beforehand.
 */
final class LastResort {
  private static final Outcome<?> HEAP_FULL = new Outcome.Failure<>(error());

  private LastResort() {}

  /** Makes what it needs: to be called while there is memory. */
  static void prepare() {
    // The class is initialised by the call.
  }

  private static OutOfMemoryError error() {
    var error =
        new OutOfMemoryError(
            "the heap was full when the task ended, and so its own result or failure is lost");
    error.setStackTrace(new StackTraceElement[0]);
    return error;
  }

  /**
   * {@return the outcome of a task whose body has thrown something}
   *
   * @param thrown what it threw
   * @param <T> what the task would have returned
   */
  @SuppressWarnings("unchecked") // a failure is one of any type
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
