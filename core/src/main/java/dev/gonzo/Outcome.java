package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param <T> what the task returns
 */
public sealed interface Outcome<T extends @Nullable Object> {
  /**
   * It returned.
   *
   * @param value its result
   * @param <T> what the task returns
   */
  record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /**
   * It threw.
   *
   * @param cause what it threw
   * @param <T> what the task returns
   */
  record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}

  /**
   * It was cancelled, and ended by that.
   *
   * @param cancelled what reached it
   * @param <T> what the task returns
   */
  record Cancellation<T extends @Nullable Object>(Cancelled cancelled) implements Outcome<T> {}

  /**
   * {@return the result} Never suspends.
   *
   * @throws TaskFailed if the task failed or was cancelled; the cause is what it threw
   */
  default T value() {
    return switch (this) {
      case Success<T>(var value) -> value;
      case Failure<T>(var cause) -> throw new TaskFailed(cause);
      case Cancellation<T>(var cancelled) -> throw new TaskFailed(cancelled);
    };
  }

  /**
   * {@return the result} For kernels, at the end of a run. Never suspends.
   *
   * @param <X> what the body declares
   * @throws X what the task threw, as it is; {@link Cancelled} if it was cancelled
   */
  default <X extends Exception> T valueOrThrow() throws X {
    return switch (this) {
      case Success<T>(var value) -> value;
      case Failure<T>(var cause) -> throw Sneaky.rethrow(cause);
      case Cancellation<T>(var cancelled) -> throw cancelled;
    };
  }
}
