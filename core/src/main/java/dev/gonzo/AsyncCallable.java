package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * The body of a coroutine that returns a value: straight-line code that may suspend.
 *
 * @param <T> what it returns
 * @param <X> the checked exception that it throws; inferred, and unchecked where it throws none
 */
@FunctionalInterface
public interface AsyncCallable<T extends @Nullable Object, X extends Exception> {
  /**
   * Runs the body.
   *
   * @return its result
   * @throws X as the body does
   */
  @Async
  T call() throws X;
}
