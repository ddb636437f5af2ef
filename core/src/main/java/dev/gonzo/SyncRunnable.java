package dev.gonzo;

/**
 * Code for ordinary threads that may block and returns nothing.
 *
 * @param <X> the checked exception that it throws; inferred, and unchecked where it throws none
 */
@FunctionalInterface
public interface SyncRunnable<X extends Exception> {
  /**
   * Runs the code.
   *
   * @throws X if the code throws it
   */
  @SyncOnly
  void run() throws X;
}
