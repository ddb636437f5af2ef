package dev.gonzo;

/**
 * Thrown by {@code run} when all tasks wait and nothing can wake any of them. The message names
 * each task, where it waits, and the cycle if there is one. All tasks were cancelled before it is
 * thrown, so their clean-up has run; it is the cause of those cancellations.
 */
public final class DeadlockException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param report which tasks wait, and where
   */
  public DeadlockException(String report) {
    super(report);
  }
}
