package dev.gonzo.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.monitor.client.KernelFacts;
import dev.gonzo.monitor.client.TaskFacts;
import dev.gonzo.monitor.client.TaskPage;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** What {@code top} shows, without a terminal. */
class TopModelTest {
  private static final long SECOND = 1_000_000_000;

  private final TopModel model = new TopModel("");

  private static TaskFacts task(long id, long parent, String name, long turns, long runNanos) {
    return new TaskFacts(
        id,
        parent,
        name,
        false,
        "suspended",
        "Sleep",
        "",
        0,
        List.of(),
        100 * SECOND,
        turns,
        runNanos,
        "");
  }

  private static Snapshot snapshot(TaskFacts... tasks) {
    var facts = new KernelFacts(1, "epoll", tasks.length, 0, List.of(), "");
    return new Snapshot(List.of(new Snapshot.OfKernel(facts, List.of(tasks), true, null)));
  }

  private List<String> names() {
    return model.rows().stream()
        .map(row -> row.task() == null ? "kernel" : row.indent() + row.task().name())
        .toList();
  }

  private static final TaskFacts[] FAMILY = {
    task(0, -1, "main", 1, 0),
    task(1, 0, "b", 1, 50),
    task(2, 1, "child", 1, 0),
    task(3, 0, "a", 9, 10),
    task(4, 77, "orphan", 1, 0),
  };

  @Test
  void tasks_are_below_those_that_have_spawned_them_in_the_order_that_is_asked_for() {
    model.show(Sample.first(snapshot(FAMILY), 0));
    assertEquals(List.of("kernel", "main", "├─ b", "│  └─ child", "└─ a", "orphan"), names());
    model.orderBy(TopModel.Order.NAME);
    assertEquals(List.of("kernel", "main", "├─ a", "└─ b", "   └─ child", "orphan"), names());
    model.orderBy(TopModel.Order.TURNS);
    assertEquals("├─ a", names().get(2));
    model.orderBy(TopModel.Order.CPU);
    assertEquals("├─ b", names().get(2));
  }

  @Test
  void the_chosen_task_stays_chosen_and_its_children_can_be_hidden() {
    model.show(Sample.first(snapshot(FAMILY), 0));
    model.resize(3);
    model.move(2);
    assertEquals("b", model.chosenRow().task().name());
    model.fold();
    assertEquals(List.of("kernel", "main", "├─ b", "└─ a", "orphan"), names());
    model.orderBy(TopModel.Order.NAME);
    assertEquals("b", model.chosenRow().task().name());
    assertTrue(model.inSight().contains(model.chosenRow()));
    model.unfold();
    assertEquals(6, names().size());
    model.move(100);
    assertEquals("orphan", model.chosenRow().task().name());
    assertEquals(3, model.inSight().size());
    model.fold();
    assertEquals(TaskKey.ofKernel(1), model.chosenRow().key());
    // It ends: the row in its place is chosen.
    model.move(100);
    model.show(Sample.first(snapshot(FAMILY[0], FAMILY[1]), 0));
    assertEquals("b", model.chosenRow().task().name());
    model.show(Sample.first(new Snapshot(List.of()), 0));
    assertEquals(List.of(), model.inSight());
  }

  @Test
  void a_filter_keeps_what_contains_it() {
    model.show(Sample.first(snapshot(FAMILY), 0));
    model.filterBy("CHI");
    assertEquals(List.of("kernel", "child"), names());
    model.filterBy("");
    assertEquals(6, names().size());
  }

  @Test
  void what_a_task_uses_is_the_difference_between_two_samples() {
    TaskKey key = new TaskKey(1, 0);
    Sample first = Sample.first(snapshot(task(0, -1, "main", 10, SECOND)), 0);
    assertEquals(
        0, first.runPerMille(key, first.snapshot().kernels().getFirst().tasks().getFirst()));
    Sample next = first.then(snapshot(task(0, -1, "main", 30, 2 * SECOND)), 2 * SECOND);
    TaskFacts main = next.snapshot().kernels().getFirst().tasks().getFirst();
    assertEquals(500, next.runPerMille(key, main));
    assertEquals(10, next.turnsPerSecond(key, main));
  }

  @Test
  void no_text_of_the_program_steers_the_terminal_or_leaves_its_line() {
    String evil = "\u001b[2J\n\r\u202e\u0007漢字".repeat(30);
    TaskFacts hostile =
        new TaskFacts(0, -1, evil, true, evil, evil, evil, 0, List.of(), 0, 0, 0, evil);
    var facts = new KernelFacts(1, evil, 1, 0, List.of(), "");
    var busy = new TaskPage.Busy(evil, List.of());
    model.show(
        Sample.first(
            new Snapshot(List.of(new Snapshot.OfKernel(facts, List.of(hostile), false, busy))), 0));
    model.resize(10);
    List<AttributedString> lines = TopView.draw(model, "title", "footer", TopView.keys(), 60, 13);
    assertEquals(13, lines.size());
    for (AttributedString line : lines) {
      assertTrue(line.columnLength() <= 60, line.toString());
      assertFalse(
          line.toString().chars().anyMatch(each -> each < ' ' || each == 0x7f || each == 0x202e),
          line.toString());
    }
  }

  @Test
  void a_hundred_thousand_tasks_are_laid_out_and_few_are_drawn() {
    var tasks = new ArrayList<TaskFacts>();
    for (int id = 0; id < 100_000; id++) {
      tasks.add(task(id, id - 1, "task-" + id, 1, 0)); // a chain, which is deep
    }
    model.show(Sample.first(snapshot(tasks.toArray(TaskFacts[]::new)), 0));
    model.resize(20);
    assertEquals(100_001, model.rows().size());
    assertEquals(23, TopView.draw(model, "", "", List.of(), 80, 23).size());
    model.move(99_999);
    assertEquals(1, model.tasksInSight().size());
    assertTrue(model.rows().getLast().indent().length() < 100);
  }

  @Test
  void times_and_counts_fit_into_their_columns() {
    for (long nanos :
        new long[] {
          0,
          999,
          1_000_000,
          SECOND,
          59 * SECOND,
          3_599 * SECOND,
          47 * 3_600 * SECOND,
          400L * 86_400 * SECOND
        }) {
      assertTrue(Columns.time(nanos).length() <= 7, Columns.time(nanos));
    }
    assertEquals("1m05s", Columns.time(65 * SECOND));
    assertEquals("2h03m", Columns.time((2 * 3_600 + 3 * 60) * SECOND));
    assertEquals("1.5M", Columns.count(1_500_000));
    assertEquals("2.0G", Columns.count(2_000_000_000));
    assertEquals("999999", Columns.count(999_999));
  }
}
