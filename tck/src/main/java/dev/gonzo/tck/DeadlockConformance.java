package dev.gonzo.tck;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.DeadlockException;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Chapter 2, section 2.6, "Deadlock": the run ends with a report. */
public abstract class DeadlockConformance extends Conformance {
  private final Transcript transcript = new Transcript();

  /** Creates the chapter. */
  protected DeadlockConformance() {
    super(SchedulingTrap.class);
  }

  private static void waitForever() {
    waitOn(new WaitQueue());
  }

  @Test
  @Specified("2.6")
  void a_main_task_that_waits_for_nothing_is_a_deadlock() {
    assertThatThrownBy(() -> run(DeadlockConformance::waitForever))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("main")
        .hasMessageContaining("WaitOn");
  }

  @Test
  @Specified("2.6")
  // docs/edges.md: rule 6
  void two_tasks_that_join_each_other_are_a_deadlock_that_names_both() {
    assertThatThrownBy(() ->
            run(() -> {
              var second = new AtomicReference<Task<?>>();
              Task<?> first = spawn("first", () -> second.get().join());
              second.set(spawn("second", () -> first.join()));
              Object _ = first.join();
            }))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("first")
        .hasMessageContaining("second");
  }

  @Test
  @Specified("2.6")
  void a_task_that_joins_itself_by_the_trap_alone_is_a_deadlock() {
    assertThatThrownBy(() -> run(() -> Coroutine.trap(new Join<>(Task.current()))))
        .isInstanceOf(DeadlockException.class);
  }

  @Test
  @Specified("2.6")
  void in_a_deadlock_every_clean_up_runs() {
    assertThatThrownBy(() ->
            run(() -> {
              var _ =
                  spawn(() -> {
                    try {
                      waitForever();
                    } finally {
                      yieldNow();
                      transcript.add("child");
                    }
                  });
              try {
                waitForever();
              } finally {
                transcript.add("main");
              }
            }))
        .isInstanceOf(DeadlockException.class);
    assertThat(transcript.lines()).containsExactlyInAnyOrder("main", "child");
  }

  @Test
  @Specified("2.6")
  void a_clean_up_that_waits_for_ever_does_not_hold_the_run_up() {
    assertThatThrownBy(() ->
            run(() -> {
              try {
                waitForever();
              } finally {
                waitForever();
              }
            }))
        .isInstanceOf(DeadlockException.class);
  }

  @Test
  @Specified({"2.6", "3.1"})
  void a_sleep_without_end_is_a_deadlock() {
    assertThatThrownBy(() -> run(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE))))
        .isInstanceOf(DeadlockException.class);
  }

  @Test
  @Specified("2.6")
  void while_somebody_sleeps_there_is_no_deadlock() {
    var order = new ArrayList<String>();
    run(() -> {
      var queue = new WaitQueue();
      var _ =
          spawn(() -> {
            sleep(Duration.ofMillis(1));
            wake(queue, 1);
          });
      waitOn(queue);
      order.add("woken");
    });
    assertThat(order).containsExactly("woken");
  }

  @Test
  @Specified("2.6")
  void what_a_clean_up_spawns_in_a_deadlock_is_cancelled_too() {
    assertThatThrownBy(() ->
            run(() -> {
              try {
                waitForever();
              } finally {
                Task<?> child = spawn(DeadlockConformance::waitForever);
                assertThatThrownBy(child::join).isInstanceOf(TaskFailedException.class);
                transcript.add("went on");
              }
            }))
        .isInstanceOf(DeadlockException.class);
    assertThat(transcript).hasToString("went on");
  }
}
