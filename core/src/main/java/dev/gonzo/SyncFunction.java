package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * Code for ordinary threads that receives a value, may block, and returns a value.
 *
 * @param <A> the type of the argument
 * @param <T> the type of the result
 * @param <X> the checked exception that it throws; inferred, and unchecked where it throws none
 */
@FunctionalInterface
public interface SyncFunction<
    A extends @Nullable Object, T extends @Nullable Object, X extends Exception> {
  /**
   * Runs the code.
   *
   * @param argument the value
   * @return its result
   * @throws X if the code throws it
   */
  @SyncOnly
  T apply(A argument) throws X;
}
