package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * Something for ordinary threads that returns a value, and that may block.
 *
 * @param <T> what it returns
 * @param <X> the checked exception that it throws; inferred, and unchecked where it throws none
 */
@FunctionalInterface
public interface SyncCallable<T extends @Nullable Object, X extends Exception> {
  /**
   * Runs it.
   *
   * @return its result
   * @throws X as the body does
   */
  @SyncOnly
  T call() throws X;
}
