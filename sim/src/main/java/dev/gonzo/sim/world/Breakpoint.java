package dev.gonzo.sim.world;

/**
 * A place to stop for a debugger, at an event of a history. Time is simulated, so it does not
 * matter to the program how long it stops.
 */
public final class Breakpoint {
  // So that the method is one that does something: no compiler may leave the call out.
  private static volatile long reached;

  private Breakpoint() {}

  /**
   * Called when a history has reached the event that {@code gonzo sim --to-event} names: set a
   * breakpoint on this method. The stack is that of the task which the event is about, or that of
   * the simulation. It does nothing, and must not be called by programs.
   *
   * @param event the number of the event
   */
  public static void atEvent(long event) {
    reached = event;
  }

  /** {@return the last event for which the method was called; 0 if it was not} */
  public static long reached() {
    return reached;
  }
}
