package dev.gonzo.sim.jdk;

import org.jspecify.annotations.Nullable;

/**
 * The thread of a simulation. It carries all virtual threads of it, so the code that runs on it
 * belongs to the simulation.
 */
public final class SimulationThread extends Thread {
  // A task's stack is on this thread while the task runs.
  private static final long STACK_BYTES = 16 << 20;

  // This thread only: whose code it runs now.
  private @Nullable SimulatedJvm jvm;

  /**
   * Creates a thread that is not started.
   *
   * @param name its name
   * @param work what it does
   */
  public SimulationThread(String name, Runnable work) {
    super(null, work, name, STACK_BYTES, false);
  }

  /**
   * Records whose code runs on this thread from now on. On this thread.
   *
   * @param jvm the host; null for the simulation's own code
   */
  public void runsFor(@Nullable SimulatedJvm jvm) {
    this.jvm = jvm;
  }

  /** {@return the host whose code the calling thread runs; null outside of simulations} */
  public static @Nullable SimulatedJvm jvmHere() {
    // Where no simulation can run, programs with the simulator on their class path still do.
    return JdkInternals.areAvailable() && JdkInternals.carrier() instanceof SimulationThread thread
        ? thread.jvm
        : null;
  }
}
