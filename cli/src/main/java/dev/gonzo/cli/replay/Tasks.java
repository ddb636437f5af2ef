package dev.gonzo.cli.replay;

import com.sun.jdi.ArrayReference;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tasks of the suspended JVM. */
final class Tasks {
  /** As many are shown; there may be a million. */
  private static final int MOST_SHOWN = 200;

  private static final int MOST_READ = 20_000;

  private final Debuggee debuggee;
  private final Frames frames;
  private final Values values;

  Tasks(Debuggee debuggee, Frames frames, Values values) {
    this.debuggee = debuggee;
    this.frames = frames;
    this.values = values;
  }

  /** {@return the tasks that have not ended, by id; not all of them if there are very many} */
  List<TaskView> all() {
    List<TaskView> tasks = new ArrayList<>();
    for (ObjectReference task : references()) {
      tasks.add(TaskView.of(task));
    }
    tasks.sort(Comparator.comparingLong(TaskView::id));
    return tasks;
  }

  private List<ObjectReference> references() {
    List<ObjectReference> found = new ArrayList<>();
    if (debuggee.read("TASKS") instanceof ObjectReference tasks
        && value(tasks, "all") instanceof ArrayReference array
        && value(tasks, "count") instanceof IntegerValue count
        && count.value() > 0) {
      for (Value value : array.getValues(0, Math.min(count.value(), MOST_READ))) {
        if (value instanceof ObjectReference task) {
          found.add(task);
        }
      }
    }
    return found;
  }

  private static @Nullable Value value(ObjectReference object, String name) {
    var field = object.referenceType().fieldByName(name);
    return field == null ? null : object.getValue(field);
  }

  /** {@return the task that has its turn; null if none has} */
  @Nullable TaskView current() {
    return debuggee.read("TASKS") instanceof ObjectReference tasks
            && value(tasks, "current") instanceof ObjectReference task
        ? TaskView.of(task)
        : null;
  }

  /** {@return the task of an id; null if it has ended or was not created yet} */
  @Nullable TaskView find(long id) {
    TaskView current = current();
    if (current != null && current.id() == id) {
      return current;
    }
    return references().stream()
        .filter(task -> TaskView.id(task) == id)
        .findFirst()
        .map(TaskView::of)
        .orElse(null);
  }

  /** {@return the task that a user names} */
  TaskView named(String word) throws CannotDoException {
    return all().stream()
        .filter(task -> task.isNamed(word))
        .findFirst()
        .orElseThrow(() ->
            new CannotDoException(
                "there is no task '" + Text.line(word) + "' at this moment; 'tasks' lists them"));
  }

  /**
   * {@return the tree of the tasks, a line each}
   *
   * @param marked the id of the task that is marked
   */
  List<String> tree(long marked) {
    List<TaskView> all = all();
    Set<Long> ids = new HashSet<>();
    all.forEach(task -> ids.add(task.id()));
    List<String> lines = new ArrayList<>();
    for (TaskView task : all) {
      if (!ids.contains(task.parent())) {
        add(lines, all, task, 0, marked);
      }
    }
    if (lines.size() >= MOST_SHOWN) {
      lines.add("  ... of " + all.size() + " tasks");
    }
    return lines;
  }

  private void add(List<String> lines, List<TaskView> all, TaskView task, int depth, long marked) {
    if (lines.size() >= MOST_SHOWN) {
      return;
    }
    lines.add((task.id() == marked ? "* " : "  ") + "  ".repeat(Math.min(depth, 20)) + line(task));
    for (TaskView child : all) {
      if (child.parent() == task.id()) {
        add(lines, all, child, depth + 1, marked);
      }
    }
  }

  private String line(TaskView task) {
    var line = new StringBuilder(task.title());
    if (task.daemon()) {
      line.append(" (daemon)");
    }
    line.append("  ").append(task.state());
    if (task.trap() != null) {
      line.append(task.state().equals("waiting") ? " at " : " in ").append(task.trapKind());
    }
    String place = place(task);
    return place.isEmpty() ? line.toString() : line + "  " + place;
  }

  /** {@return the innermost line of the program in a task; empty if there is none} */
  String place(TaskView task) {
    if (task.thread() == null) {
      return "";
    }
    try {
      List<StackFrame> mine = frames.mine(task.thread());
      return mine.isEmpty() ? "" : Frames.fileAndLine(mine.getFirst().location());
    } catch (CannotDoException running) {
      return "";
    }
  }

  /** {@return all that is known of a task, as lines} */
  List<String> details(TaskView task) throws CannotDoException {
    List<String> lines = new ArrayList<>();
    lines.add(task.title() + (task.daemon() ? ", a daemon" : "") + ", " + task.state());
    TaskView parent = find(task.parent());
    if (parent != null) {
      lines.add("  spawned by " + parent.title());
    }
    if (task.trap() != null) {
      String verb = task.state().equals("waiting") ? "waits at " : "makes ";
      lines.add("  " + verb + values.show("", task.trap()));
    }
    if (task.thread() == null) {
      lines.add("  no stack before its first trap");
    } else {
      lines.addAll(frames.lines(task.thread()));
    }
    return lines;
  }
}
