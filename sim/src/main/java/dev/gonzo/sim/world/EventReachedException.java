package dev.gonzo.sim.world;

/**
 * Thrown when a simulation ends because it has reached the event that was asked for. The message
 * shows what each task waits for there.
 */
public final class EventReachedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param report the event, and the tasks
   */
  public EventReachedException(String report) {
    super(report);
  }
}
