package dev.gonzo.sim.explore;

import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.Trap;

/**
 * Records what each step touches: the objects of the program and of the library, which the agent
 * reports, and what traps do in the kernel. Simulation's thread only.
 */
public final class Recorder {
  private static final long SPAWNS = 1;
  private static final long TIMERS = 2;

  private final boolean isPrecise;
  private Footprint footprint = new Footprint();
  private boolean isRecording;

  private Recorder(boolean isPrecise) {
    this.isPrecise = isPrecise;
  }

  /** {@return one that records nothing: all steps may depend on each other} */
  public static Recorder ofNothing() {
    return new Recorder(false);
  }

  /**
   * {@return one that records what the agent reports}
   *
   * @throws IllegalStateException if the agent does not report it in this JVM
   */
  public static Recorder ofTouches() {
    Touches.requireAvailable();
    return new Recorder(true);
  }

  boolean isPrecise() {
    return isPrecise;
  }

  void begins() {
    if (isPrecise) {
      Touches.recordInto(this);
    }
  }

  void ends() {
    if (isPrecise) {
      Touches.recordInto(null);
    }
    isRecording = false;
  }

  /**
   * A step begins.
   *
   * @param place how many choices were made
   * @param step whose step it is
   * @param isNew whether it has not been recorded
   */
  void stepBegins(int place, long step, boolean isNew) {
    footprint = new Footprint();
    isRecording = isPrecise && isNew;
    if (isPrecise) {
      Touches.stepBegins(place, step);
    }
  }

  /** What the step has touched that is under way. */
  Footprint footprint() {
    return footprint;
  }

  void everything() {
    footprint.everything();
  }

  void read(long place) {
    if (isRecording) {
      footprint.read(place);
    }
  }

  void write(long place) {
    if (isRecording) {
      footprint.write(place);
    }
  }

  /** What a trap does in the kernel, besides what it does to tasks and wait queues. */
  void happens(Trap<?> trap) {
    switch (trap) {
      case Spawn<?> _ -> write(SPAWNS); // the number of a task depends on those before it
      case Sleep asked -> write(timerAt(asked.until().nanos()));
      case SetDeadline asked -> write(timerAt(asked.at().nanos()));
      case ListTasks _ -> everything();
      case SchedulingTrap<?> _ -> {}
      default -> everything();
    }
  }

  /** Those of one instant fire in the order in which they were set. */
  private static long timerAt(long nanos) {
    return Touches.place(TIMERS, nanos);
  }
}
