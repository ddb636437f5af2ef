package dev.gonzo;

import dev.gonzo.report.CallSites;
import dev.gonzo.report.Text;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.Trap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws tasks as a tree, each under the task that spawned it. */
final class TaskTree {
  // Deeper tasks are not indented further: the indents of a long chain would fill the heap.
  private static final int MOST_INDENTS = 100;

  // Reading a stack is slow: if there are more tasks, only their traps are shown.
  private static final int MOST_PLACES = 10_000;

  private final Map<@Nullable Task<?>, List<Task<?>>> children = new LinkedHashMap<>();
  private final StringBuilder drawing = new StringBuilder();

  private final boolean withPlaces;

  private TaskTree(int tasks) {
    withPlaces = tasks <= MOST_PLACES;
  }

  static String of(List<Task<?>> tasks) {
    var tree = new TaskTree(tasks.size());
    Set<Task<?>> living = new HashSet<>(tasks);
    for (Task<?> task : tasks) {
      // Children of a parent that has ended are drawn at the root.
      Task<?> parent = task.parent().filter(living::contains).orElse(null);
      tree.children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(task);
    }
    tree.draw();
    return tree.drawing.toString();
  }

  /** The tasks of one parent that have not been drawn yet, and the indent of their lines. */
  private record Branch(Iterator<Task<?>> tasks, String indent, int depth) {}

  /**
   * Uses its own stack instead of recursion, because a chain of tasks may be too long for
   * recursion.
   */
  private void draw() {
    var branches = new ArrayDeque<Branch>();
    branches.push(new Branch(children.getOrDefault(null, List.of()).iterator(), "", 0));
    while (!branches.isEmpty()) {
      Branch branch = branches.element();
      if (!branch.tasks.hasNext()) {
        branches.pop();
        continue;
      }
      Task<?> task = branch.tasks.next();
      boolean last = !branch.tasks.hasNext();
      boolean root = branch.depth == 0;
      drawing
          .append(branch.indent)
          .append(root ? "" : last ? "└─ " : "├─ ")
          .append(line(task))
          .append('\n');
      List<Task<?>> below = children.get(task);
      if (below != null) {
        String indent =
            root || branch.depth >= MOST_INDENTS
                ? branch.indent
                : branch.indent + (last ? "   " : "│  ");
        branches.push(new Branch(below.iterator(), indent, branch.depth + 1));
      }
    }
  }

  private String line(Task<?> task) {
    StackTraceElement line = withPlaces ? CallSites.usersLine(task.stack()) : null;
    return Text.visible(task.name())
        + (task.isDaemon() ? " (daemon) " : " ")
        + task.state().name().toLowerCase(Locale.ROOT)
        + task.waitingAt().map(TaskTree::trap).orElse("")
        + (line == null ? "" : ", " + line);
  }

  private static String trap(Trap<?> trap) {
    return " at "
        + trap.getClass().getSimpleName()
        + switch (trap) {
          case WaitOn wait ->
              wait.queue()
                  .subject()
                  .map(subject -> ": " + Text.visible(Text.of(subject)))
                  .orElse("");
          case Join<?> join -> ": " + Text.visible(join.task().name());
          default -> "";
        };
  }
}
