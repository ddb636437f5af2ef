package dev.gonzo.sim.jdk;

import dev.gonzo.sim.world.Draws;
import java.time.Instant;

/**
 * What the JVM shows to the code of one simulated host. Used by the simulation's thread only, and
 * by the virtual threads that it carries.
 */
public interface SimulatedJvm {
  /** {@return the monotonic clock in nanoseconds} Only differences mean something. */
  long nanoTime();

  /** {@return the wall clock} */
  Instant wallTime();

  /** {@return the random numbers of its code} */
  Draws entropy();

  /**
   * Returns a number for a thread, in place of its id, which is counted in the whole JVM.
   *
   * @param thread the thread
   * @return its number, in the order in which code asked for one
   */
  long threadNumber(Thread thread);

  /**
   * Runs an action later, on the simulation's own stack.
   *
   * @param nanos how long after now on the monotonic clock
   * @param action the action
   * @return cancels it
   */
  Runnable after(long nanos, Runnable action);

  /**
   * Called before its code starts a platform thread.
   *
   * @param thread the thread
   * @throws dev.gonzo.sim.world.LeavesSimulationException if it must not
   */
  void starts(Thread thread);

  /**
   * Called before its code gets to the real network.
   *
   * @param what what it uses for that
   * @param instead what it should do, as a sentence without its full stop
   * @throws dev.gonzo.sim.world.LeavesSimulationException if it must not
   */
  void leaves(String what, String instead);
}
