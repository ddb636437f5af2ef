package dev.gonzo.sim.world;

/**
 * Thrown when a simulation cannot go on: nothing can ever happen again before the main program has
 * ended, time does not pass any more, or a limit is reached. The message names the tasks.
 */
public final class StuckException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param report what is stuck, and where
   */
  public StuckException(String report) {
    super(report);
  }
}
