package dev.gonzo.sim.explore;

/** An object of a class that the agent has changed: it knows its number in the run. */
public interface Placed {
  /** {@return its number; 0 if its creation was not seen in a run} */
  long gonzo$place();

  /**
   * Sets its number.
   *
   * @param place the number
   */
  void gonzo$place(long place);
}
