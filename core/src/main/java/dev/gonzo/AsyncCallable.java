package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * The body of a coroutine that returns a value: straight-line code that may suspend.
 *
 * @param <T> the type of the result
 * @param <X> the checked exception that it throws; inferred, and unchecked where it throws none
 */
@FunctionalInterface
public interface AsyncCallable<T extends @Nullable Object, X extends Exception> {
  /**
   * Runs the body.
   *
   * @return its result
   * @throws X if the body throws it
   */
  @Async
  T call() throws X;
}
