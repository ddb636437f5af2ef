package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * Code for ordinary threads that may block and returns a value.
 *
 * @param <T> the type of the result
 * @param <X> the checked exception that it throws; inferred, and unchecked where it throws none
 */
@FunctionalInterface
public interface SyncCallable<T extends @Nullable Object, X extends Exception> {
  /**
   * Runs the code.
   *
   * @return its result
   * @throws X if the code throws it
   */
  @SyncOnly
  T call() throws X;
}
