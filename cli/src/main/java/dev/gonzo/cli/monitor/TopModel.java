package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.TaskFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What {@code top} shows: the rows, which is chosen, and how they are sorted. One thread only. */
final class TopModel {
  /** How siblings are sorted. */
  enum Order {
    NUMBER,
    CPU,
    TURNS,
    AGE,
    NAME
  }

  /** A row: a kernel, if it has no task, or a task. */
  record Row(
      TaskKey key,
      Snapshot.OfKernel kernel,
      @Nullable TaskFacts task,
      String indent,
      int children) {}

  private final Set<TaskKey> closed = new HashSet<>();
  private @Nullable Sample sample;
  private List<Row> rows = List.of();
  private Order order = Order.NUMBER;
  private String filter;
  private @Nullable TaskKey chosen;
  private int first;
  private int height = 1;

  TopModel(String filter) {
    this.filter = filter;
  }

  void show(Sample next) {
    if (next != sample) {
      sample = next;
      layOut();
    }
  }

  @Nullable Sample sample() {
    return sample;
  }

  List<Row> rows() {
    return rows;
  }

  Order order() {
    return order;
  }

  void orderBy(Order by) {
    order = by;
    layOut();
  }

  String filter() {
    return filter;
  }

  void filterBy(String text) {
    filter = text;
    layOut();
  }

  private void layOut() {
    Sample shown = sample;
    if (shown == null) {
      return;
    }
    int before = chosenIndex();
    var all = new ArrayList<Row>();
    for (Snapshot.OfKernel kernel : shown.snapshot().kernels()) {
      addTo(all, shown, kernel);
    }
    rows = all;
    if (chosenIndex() < 0) {
      choose(Math.max(0, before)); // what was chosen has ended: the one in its place
    }
    keepInSight();
  }

  private void addTo(List<Row> all, Sample shown, Snapshot.OfKernel kernel) {
    int number = kernel.facts().number();
    TaskKey whole = TaskKey.ofKernel(number);
    all.add(new Row(whole, kernel, null, "", kernel.tasks().size()));
    if (closed.contains(whole)) {
      return;
    }
    List<TaskFacts> tasks = kernel.tasks();
    if (!filter.isEmpty()) {
      String wanted = filter.toLowerCase(Locale.ROOT);
      tasks =
          tasks.stream()
              .filter(task -> task.name().toLowerCase(Locale.ROOT).contains(wanted))
              .toList();
    }
    for (TaskForest.Row row :
        TaskForest.rows(
            tasks, comparator(shown, number), id -> closed.contains(new TaskKey(number, id)))) {
      TaskKey key = new TaskKey(number, row.task().id());
      all.add(new Row(key, kernel, row.task(), row.indent(), row.children()));
    }
  }

  private Comparator<TaskFacts> comparator(Sample shown, int kernel) {
    Comparator<TaskFacts> by =
        switch (order) {
          case NUMBER -> Comparator.comparingLong(TaskFacts::id);
          case AGE -> Comparator.comparingLong(TaskFacts::ageNanos).reversed();
          case NAME -> Comparator.comparing(TaskFacts::name);
          case CPU ->
              Comparator.<TaskFacts>comparingLong(
                      task -> shown.runPerMille(new TaskKey(kernel, task.id()), task))
                  .thenComparingLong(TaskFacts::runNanos)
                  .reversed();
          case TURNS ->
              Comparator.<TaskFacts>comparingLong(
                      task -> shown.turnsPerSecond(new TaskKey(kernel, task.id()), task))
                  .thenComparingLong(TaskFacts::turns)
                  .reversed();
        };
    return by.thenComparingLong(TaskFacts::id);
  }

  // ---------------------------------------------------------------- moving

  /** Sets how many rows are in sight. */
  void resize(int rowsInSight) {
    height = Math.max(1, rowsInSight);
    keepInSight();
  }

  int height() {
    return height;
  }

  int chosenIndex() {
    TaskKey wanted = chosen;
    return IntStream.range(0, rows.size())
        .filter(i -> rows.get(i).key().equals(wanted))
        .findFirst()
        .orElse(-1);
  }

  @Nullable Row chosenRow() {
    int index = chosenIndex();
    return index < 0 ? null : rows.get(index);
  }

  void move(int by) {
    choose(Math.max(0, chosenIndex()) + by);
    keepInSight();
  }

  private void choose(int index) {
    chosen = rows.isEmpty() ? null : rows.get(Math.clamp(index, 0, rows.size() - 1)).key();
  }

  private void keepInSight() {
    int index = Math.max(0, chosenIndex());
    first = Math.clamp(first, Math.max(0, index - height + 1), index);
    first = Math.clamp(first, 0, Math.max(0, rows.size() - height));
  }

  /** The rows in sight. */
  List<Row> inSight() {
    return rows.subList(Math.min(first, rows.size()), Math.min(first + height, rows.size()));
  }

  /** The tasks in sight, by kernel: these are asked for with their places. */
  Map<Integer, Collection<Long>> tasksInSight() {
    Map<Integer, Collection<Long>> places = new HashMap<>();
    for (Row row : inSight()) {
      if (row.task() != null) {
        places.computeIfAbsent(row.key().kernel(), _ -> new ArrayList<>()).add(row.task().id());
      }
    }
    return places;
  }

  boolean isClosed(TaskKey key) {
    return closed.contains(key);
  }

  /** Hides the children of the chosen row, or goes to its parent if they are hidden. */
  void fold() {
    Row row = chosenRow();
    if (row == null) {
      return;
    }
    if (row.children() > 0 && closed.add(row.key())) {
      layOut();
    } else if (row.task() != null) {
      TaskKey parent = new TaskKey(row.key().kernel(), row.task().parent());
      chosen =
          rows.stream().anyMatch(each -> each.key().equals(parent))
              ? parent
              : TaskKey.ofKernel(row.key().kernel());
      keepInSight();
    }
  }

  /** Shows the children of the chosen row. */
  void unfold() {
    if (chosen != null && closed.remove(chosen)) {
      layOut();
    }
  }
}
