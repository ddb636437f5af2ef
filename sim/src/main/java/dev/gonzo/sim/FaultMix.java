package dev.gonzo.sim;

/** Which faults happen in a simulation, and how often. */
public final class FaultMix {
  private static final FaultMix NONE = new FaultMix();
  private static final FaultMix DRAWN = new FaultMix();

  private FaultMix() {}

  /** {@return no faults but those that the program injects} */
  public static FaultMix none() {
    return NONE;
  }

  /** {@return a mix that each seed draws for itself} */
  public static FaultMix drawn() {
    return DRAWN;
  }
}
