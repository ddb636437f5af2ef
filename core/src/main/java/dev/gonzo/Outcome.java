package dev.gonzo;

import dev.gonzo.report.Rethrow;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param <T> the type of the task's result
 */
public sealed interface Outcome<T extends @Nullable Object> {
  /**
   * It returned.
   *
   * @param value the result
   * @param <T> the type of the task's result
   */
  record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /**
   * It threw.
   *
   * @param cause the exception that it threw
   * @param <T> the type of the task's result
   */
  record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}

  /**
   * It was ended by a cancellation.
   *
   * @param cancelled the cancellation
   * @param <T> the type of the task's result
   */
  record Cancellation<T extends @Nullable Object>(Cancelled cancelled) implements Outcome<T> {}

  /**
   * {@return the result} Never suspends.
   *
   * @throws TaskFailedException if the task failed or was cancelled; the cause is the exception it
   *     threw
   */
  default T value() {
    return switch (this) {
      case Success<T>(var value) -> value;
      case Failure<T>(var cause) -> throw new TaskFailedException(cause);
      case Cancellation<T>(var cancelled) -> throw new TaskFailedException(cancelled);
    };
  }

  /**
   * {@return the result} For kernels, at the end of a run. Never suspends.
   *
   * @param <X> the type of exception that the body declares
   * @throws X the exception that the task threw, unchanged; {@link Cancelled} if it was cancelled
   */
  default <X extends Exception> T valueOrThrow() throws X {
    return switch (this) {
      case Success<T>(var value) -> value;
      case Failure<T>(var cause) -> throw Rethrow.unchecked(cause);
      case Cancellation<T>(var cancelled) -> throw cancelled;
    };
  }
}
