package dev.gonzo.sim.world;

/**
 * Thrown when code in a simulation does what the simulation cannot include: it starts a platform
 * thread, or waits for the real clock. The message names it and its place.
 */
public final class LeavesSimulationException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param what what leaves simulated time, where, and what to do about it
   */
  public LeavesSimulationException(String what) {
    super("leaves simulated time: " + what);
  }
}
