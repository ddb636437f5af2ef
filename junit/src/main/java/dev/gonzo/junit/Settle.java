package dev.gonzo.junit;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.sim.Simulation;

/** Waits until a test has nothing else to do. For a static import. */
public final class Settle {
  private static final boolean HAS_SIMULATOR = hasSimulator();

  private Settle() {}

  private static boolean hasSimulator() {
    try {
      Class<?> _ = Class.forName("dev.gonzo.sim.Simulation");
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  /**
   * Waits until all other tasks wait, and nothing else is due at this instant. In a {@link
   * Simulated} test: all tasks of all hosts. No simulated or virtual time passes. What comes later
   * does not count, as a packet that is on its way, or a timer.
   *
   * <p>In a {@link GonzoTest}, a task that waits for a device or a thread counts as waiting; so
   * with real sockets and files it depends on their speed what has happened afterwards.
   *
   * <p>Suspends; a checkpoint. A cancellation ends the wait, and leaves nothing behind. Several
   * tasks may wait at once: they count as waiting. In the tasks of a test only.
   */
  @Async
  public static void settle() {
    if (HAS_SIMULATOR && Simulation.isHere()) {
      Simulation.settle();
    } else {
      Gonzo.checkpoint();
      HandOver.settle();
    }
  }
}
