package dev.gonzo.sim.kernel;

import dev.gonzo.Task;
import dev.gonzo.sim.jdk.SimulatedJvm;
import java.util.Collection;

/** A part of a host that takes turns: a kernel, or a thread. Simulation's thread only. */
interface Turns {
  /** Whose code it is. */
  SimulatedJvm jvm();

  /** Called by the world on its thread, after another thread has asked for it. */
  void isAwake();

  /** Whether it can do something now. */
  boolean isReady();

  /** When its next timer is due, on the world's clock; {@code Long.MAX_VALUE} if none is set. */
  long nextTimer();

  /** Does one thing. */
  void turn();

  /** Whether it has ended. */
  boolean isDone();

  /** Called once when it has ended, after its last turn. */
  void whenDone();

  /** Whether a thread that is no part of the simulation may let it go on. */
  boolean mayBeWokenFromOutside();

  /** Its tasks that have not ended. */
  Collection<Task<?>> tasks();

  /** Ends it as a failure of power does: nothing of it runs any more. */
  void powerFails();

  /** Ends it as the system ends a process: nothing of it runs any more, and nothing is lost. */
  void isKilled();

  /** Gives up what is left of it after one of these. On the loop's own stack. */
  void dispose();
}
