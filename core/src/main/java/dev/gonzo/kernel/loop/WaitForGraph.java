package dev.gonzo.kernel.loop;

import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The wait-for graph: an edge from each waiting task to the task that it joins, or to the tasks
 * that hold what it waits for. A cycle in it is a deadlock.
 */
final class WaitForGraph {
  private WaitForGraph() {}

  /**
   * Finds a cycle; empty if there is none. Iterative, so that a chain of a million tasks does not
   * overflow the stack.
   *
   * @return its tasks in order, the first once more at the end
   */
  static List<Task<?>> cycle(Collection<? extends Task<?>> tasks) {
    Set<Task<?>> seen = new HashSet<>();
    for (Task<?> start : tasks) {
      List<Task<?>> cycle = cycleFrom(start, seen);
      if (!cycle.isEmpty()) {
        return cycle;
      }
    }
    return List.of();
  }

  private static List<Task<?>> cycleFrom(Task<?> start, Set<Task<?>> seen) {
    // The current path, with the edges of each task that are not yet followed.
    SequencedMap<Task<?>, Iterator<? extends Task<?>>> path = new LinkedHashMap<>();
    if (seen.add(start)) {
      path.put(start, waitedFor(start).iterator());
    }
    while (!path.isEmpty()) {
      Iterator<? extends Task<?>> edges = path.lastEntry().getValue();
      if (!edges.hasNext()) {
        path.pollLastEntry();
        continue;
      }
      Task<?> next = edges.next();
      if (path.containsKey(next)) {
        var cycle = new ArrayList<Task<?>>(path.sequencedKeySet());
        cycle.subList(0, cycle.indexOf(next)).clear();
        cycle.add(next);
        return cycle;
      }
      if (seen.add(next)) {
        path.put(next, waitedFor(next).iterator());
      }
    }
    return List.of();
  }

  /** The holders of a subject, which may be a user's class; empty if it cannot list them. */
  static Collection<? extends Task<?>> holders(WaitQueue.Subject subject) {
    try {
      return List.copyOf(subject.holders());
    } catch (OutOfMemoryError full) {
      throw full; // repeated when there is memory
    } catch (Throwable unusable) {
      return List.of();
    }
  }

  private static Collection<? extends Task<?>> waitedFor(Task<?> task) {
    Trap<?> trap = task.waitingAt().orElse(null);
    return switch (trap) {
      case Join<?> join -> List.of(join.task());
      case WaitOn wait -> wait.queue().subject().map(WaitForGraph::holders).orElse(List.of());
      case null, default -> List.of();
    };
  }
}
