package dev.gonzo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws tasks as a tree, each under the one that spawned it. */
final class TaskTree {
  private final Map<@Nullable Task<?>, List<Task<?>>> children = new LinkedHashMap<>();
  private final StringBuilder drawing = new StringBuilder();

  private TaskTree() {}

  static String of(List<Task<?>> tasks) {
    var tree = new TaskTree();
    Set<Task<?>> living = new HashSet<>(tasks);
    for (Task<?> task : tasks) {
      // A parent that has ended leaves its children at the root.
      Task<?> parent = task.parent().filter(living::contains).orElse(null);
      tree.children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(task);
    }
    tree.draw(null, "");
    return tree.drawing.toString();
  }

  private void draw(@Nullable Task<?> parent, String indent) {
    List<Task<?>> here = children.getOrDefault(parent, List.of());
    for (int i = 0; i < here.size(); i++) {
      Task<?> task = here.get(i);
      boolean last = i == here.size() - 1;
      boolean root = parent == null;
      drawing
          .append(indent)
          .append(root ? "" : last ? "└─ " : "├─ ")
          .append(line(task))
          .append('\n');
      draw(task, root ? "" : indent + (last ? "   " : "│  "));
    }
  }

  private static String line(Task<?> task) {
    String place = task.standsAt().map(trap -> " at " + trap.getClass().getSimpleName()).orElse("");
    return task.name()
        + (task.isDaemon() ? " (daemon) " : " ")
        + task.state().name().toLowerCase(Locale.ROOT)
        + place;
  }
}
