package dev.gonzo;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.sync.Lock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tree of a kernel's tasks. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskTreeTest {
  private static void takesTurns(Lock lock) {
    try (var _ = lock.acquire()) {
      sleep(ofSeconds(10));
    }
  }

  @Test
  void each_task_stands_under_its_parent_and_tells_what_it_waits_for_and_where() throws Exception {
    inVirtualTime(() -> {
      var lock = Lock.of("account");
      spawn(
          "first",
          () -> {
            spawn("second", () -> takesTurns(lock));
            takesTurns(lock);
          });
      spawnDaemon("ticker", () -> sleep(ofSeconds(100)));
      sleep(ofSeconds(1));
      assertThat(Task.tree().lines().map(line -> line.replaceAll(":\\d+\\)", ")")))
          .satisfiesExactly(
              main -> assertThat(main).startsWith("main running, dev.gonzo.TaskTreeTest"),
              first ->
                  assertThat(first)
                      .isEqualTo(
                          "├─ first suspended at Sleep, dev.gonzo.TaskTreeTest.takesTurns"
                              + "(TaskTreeTest.java)"),
              second ->
                  assertThat(second)
                      .isEqualTo(
                          "│  └─ second suspended at WaitOn: Lock account[held by first, 1 wait],"
                              + " dev.gonzo.TaskTreeTest.takesTurns(TaskTreeTest.java)"),
              ticker -> assertThat(ticker).startsWith("└─ ticker (daemon) suspended at Sleep, "));
    });
  }

  @Test
  void a_name_cannot_draw_lines_or_steer_a_terminal() throws Exception {
    inVirtualTime(() -> {
      spawnDaemon("evil\n└─ main\u001b[2J\u202e", () -> sleep(ofSeconds(10)));
      sleep(ofSeconds(1));
      assertThat(Task.tree().lines()).hasSize(2);
      assertThat(Task.tree())
          .contains("evil\\n└─ main\\u001b[2J\\u202e (daemon) suspended at Sleep");
    });
  }

  @Test
  void a_chain_may_be_longer_than_the_stack() throws Exception {
    inVirtualTime(() -> {
      chain(20_000);
      sleep(ofSeconds(1));
      assertThat(Task.tree().lines()).hasSize(20_002);
    });
  }

  private static void chain(int links) {
    spawn(() -> {
      if (links > 0) {
        chain(links - 1);
      }
      sleep(ofSeconds(10));
    });
  }

  @Test
  void a_tree_of_given_tasks_can_be_drawn_by_any_thread() throws Exception {
    inVirtualTime(() -> {
      Task<?> first =
          spawn(
              "first",
              () -> {
                var _ = spawn("second", () -> sleep(ofSeconds(1)));
                sleep(ofSeconds(2));
              });
      Gonzo.yieldNow();
      String tree = Gonzo.runInThread(() -> Task.treeOf(List.of(first)));
      assertThat(tree).startsWith("first suspended at Sleep").doesNotContain("second");
      first.join();
      assertThat(Task.treeOf(List.of(first))).startsWith("first ended");
    });
  }

  @Test
  void a_task_knows_whether_its_outcome_was_taken() throws Exception {
    inVirtualTime(() -> {
      Task<?> task = spawn(() -> sleep(ofSeconds(1)));
      assertThat(task.isJoined()).isFalse();
      sleep(ofSeconds(2));
      assertThat(task.isJoined()).isFalse();
      task.join();
      assertThat(task.isJoined()).isTrue();
      Task<?> cancelled = spawn(() -> sleep(ofSeconds(1)));
      cancelled.cancel(); // waits for its end, but takes no outcome
      assertThat(cancelled.isJoined()).isFalse();
      try (var group = TaskGroup.<Integer>open()) {
        Task<Integer> member = group.spawn(() -> 1);
        assertThat(member.isJoined()).isTrue();
        group.join();
      }
    });
  }
}
