package dev.gonzo.sim.world;

/**
 * Thrown when a simulation cannot go on: nothing can ever happen again before the main program has
 * ended, only connections try again and again to reach their peers, time does not pass any more, or
 * a limit is reached. The message names the tasks.
 *
 * <p>A task that looks for something again and again, with pauses, is not noticed before the limit
 * of simulated time: what it looks for may come.
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
