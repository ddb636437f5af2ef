package dev.gonzo.sim.kernel;

import dev.gonzo.Task;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.report.CallSites;
import dev.gonzo.sim.jdk.SimulationThread;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports on the tasks of hosts: where they wait, and which of them is busiest. */
final class Tasks {
  private static final int MOST = 20;

  private Tasks() {}

  /** The tasks that have not ended, a line each. */
  static String report(List<SimulatedHost> hosts) {
    var report = new StringBuilder();
    int count = 0;
    for (SimulatedHost host : hosts) {
      for (Task<?> task : host.tasks()) {
        if (count++ < MOST) {
          report.append("\n  ").append(host.name()).append(": ").append(described(task));
        }
      }
    }
    if (count > MOST) {
      report.append("\n  and ").append(count - MOST).append(" more");
    }
    return report.toString();
  }

  private static String described(Task<?> task) {
    return task.name()
        + " waits at "
        + task.waitingAt().map(trap -> trap.getClass().getSimpleName()).orElse("a foreign block")
        + ", "
        + CallSites.lineOf(task.stack());
  }

  /** All tasks that have not ended, with the frames of the program on their stacks. */
  static String stacks(List<SimulatedHost> hosts, @Nullable SimulatedHost running) {
    var report = new StringBuilder();
    for (SimulatedHost host : hosts) {
      report.append('\n').append(host.name()).append(host.isUp() ? "" : " is down");
      for (Task<?> task : host.tasks()) {
        report
            .append("\n  ")
            .append(task.name())
            .append('#')
            .append(task.id())
            .append(' ')
            .append(state(host, task, host == running));
        CallSites.usersFrames(task.stack()).stream()
            .limit(MOST)
            .forEach(frame -> report.append("\n      at ").append(frame));
      }
    }
    return report.toString();
  }

  private static String state(SimulatedHost host, Task<?> task, boolean mayRun) {
    if (task.stack().length == 0) {
      return "has not begun";
    }
    if (task.waitingAt().isPresent()) {
      return "waits at " + host.describe(task, task.waitingAt().get());
    }
    return mayRun && isLastToRun(task) ? "runs" : "is in a foreign block";
  }

  private static boolean isLastToRun(Task<?> task) {
    SimulationThread simulation = SimulationThread.current();
    return simulation != null
        && task instanceof LoopTask<?> here
        && simulation.taskThread() == here.thread();
  }

  /** The host that had most of the turns, and its task that did. */
  static String busiest(@Nullable SimulatedHost[] recent) {
    Map<SimulatedHost, Integer> turns = new LinkedHashMap<>();
    for (SimulatedHost host : recent) {
      if (host != null) {
        turns.merge(host, 1, Integer::sum);
      }
    }
    return turns.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> most.getKey().name() + busiestTask(most.getKey()))
        .orElse("the agenda of the world");
  }

  private static String busiestTask(SimulatedHost host) {
    return host.tasks().stream()
        .max(Comparator.comparingLong(Task::switches))
        .map(task -> ", in its task " + task.name() + ", " + CallSites.lineOf(task.stack()))
        .orElse("");
  }
}
