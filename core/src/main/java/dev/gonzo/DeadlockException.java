package dev.gonzo;

/**
 * Thrown by {@code run} when every task waits and nothing can ever wake one. Its message names each
 * task, where it waits, and the cycle if there is one. All tasks were cancelled before, so that
 * their clean-up has run.
 */
public final class DeadlockException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param report who waits, and where
   */
  public DeadlockException(String report) {
    super(report);
  }
}
