package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.TaskFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/** Puts tasks under those that have spawned them, in rows. */
final class TaskForest {
  // Deeper tasks are not indented further: a terminal has no room for them.
  private static final int MOST_INDENTS = 20;

  /**
   * A row.
   *
   * @param task the task
   * @param indent the lines that lead to it
   * @param children how many tasks it has spawned that are there
   */
  record Row(TaskFacts task, String indent, int children) {}

  private record Branch(Iterator<TaskFacts> tasks, String indent, int depth) {}

  private TaskForest() {}

  /**
   * Returns the rows from the top to the bottom.
   *
   * @param tasks the tasks; those whose parent is not among them are at the root
   * @param order the order of tasks with the same parent
   * @param closed the numbers of the tasks whose children are left out
   */
  static List<Row> rows(
      List<TaskFacts> tasks, Comparator<? super TaskFacts> order, LongPredicate closed) {
    Map<Long, List<TaskFacts>> children = new HashMap<>();
    Set<Long> there = new HashSet<>();
    tasks.forEach(task -> there.add(task.id()));
    for (TaskFacts task : tasks) {
      long parent =
          there.contains(task.parent()) && task.parent() != task.id() ? task.parent() : -1;
      children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(task);
    }
    children.values().forEach(siblings -> siblings.sort(order));
    var rows = new ArrayList<Row>(tasks.size());
    // Its own stack instead of recursion: a chain of tasks may be long.
    var branches = new ArrayDeque<Branch>();
    branches.push(new Branch(children.getOrDefault(-1L, List.of()).iterator(), "", 0));
    while (!branches.isEmpty()) {
      Branch branch = branches.element();
      if (!branch.tasks.hasNext()) {
        branches.pop();
        continue;
      }
      TaskFacts task = branch.tasks.next();
      boolean last = !branch.tasks.hasNext();
      boolean root = branch.depth == 0;
      List<TaskFacts> below = children.getOrDefault(task.id(), List.of());
      rows.add(new Row(task, branch.indent + (root ? "" : last ? "└─ " : "├─ "), below.size()));
      if (!below.isEmpty() && !closed.test(task.id())) {
        String indent =
            root || branch.depth >= MOST_INDENTS
                ? branch.indent
                : branch.indent + (last ? "   " : "│  ");
        branches.push(new Branch(below.iterator(), indent, branch.depth + 1));
      }
    }
    return rows;
  }
}
