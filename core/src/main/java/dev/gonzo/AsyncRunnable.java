package dev.gonzo;

/**
 * The body of a coroutine that returns nothing: straight-line code that may suspend.
 *
 * @param <X> the checked exception that it throws; inferred, and unchecked where it throws none
 */
@FunctionalInterface
public interface AsyncRunnable<X extends Exception> {
  /**
   * Runs the body.
   *
   * @throws X if the body throws it
   */
  @Async
  void run() throws X;
}
