package dev.gonzo.sim;

import dev.gonzo.sim.jdk.SimulationThread;
import java.util.List;
import java.util.Optional;

/**
 * What the simulation of this JVM does at a moment, to find out why it does not go on.
 *
 * @param what whose stack it is, such as {@code the task main#1 of server}
 * @param frames the stack, innermost frame first
 */
public record RunningStack(String what, List<StackTraceElement> frames) {
  /** Copies the frames. */
  public RunningStack {
    frames = List.copyOf(frames);
  }

  /**
   * Looks at the simulation. Any thread may call it.
   *
   * @return the stack of the task that runs; if none does, that of the simulation itself; empty if
   *     there is no simulation
   */
  public static Optional<RunningStack> find() {
    SimulationThread thread = SimulationThread.current();
    if (thread == null) {
      return Optional.empty();
    }
    Thread task = thread.taskThread();
    if (task != null && task.getState() == Thread.State.RUNNABLE) {
      List<StackTraceElement> frames = List.of(task.getStackTrace());
      if (!frames.isEmpty()) {
        return Optional.of(new RunningStack("the task " + thread.taskName(), frames));
      }
    }
    return Optional.of(new RunningStack("the simulation itself", List.of(thread.getStackTrace())));
  }
}
