package dev.gonzo;

/**
 * Something for ordinary threads that returns nothing, and that may block.
 *
 * @param <X> the checked exception that it throws; inferred, and unchecked where it throws none
 */
@FunctionalInterface
public interface SyncRunnable<X extends Exception> {
  /**
   * Runs it.
   *
   * @throws X as the body does
   */
  @SyncOnly
  void run() throws X;
}
