package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskState;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import dev.gonzo.trap.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Chapter 4, "Cancellation": where it arrives, and what it leaves behind. The kernel runs on a
 * virtual clock.
 */
public abstract class CancellationConformance extends Conformance {
  private final Transcript transcript = new Transcript();

  /** Creates the chapter. */
  protected CancellationConformance() {
    super(SchedulingTrap.class);
  }

  // ---------------------------------------------------------------- where it arrives

  @Test
  @Specified({"2.13", "2.15", "3.4", "4.1"})
  // docs/edges.md: rule 2
  void it_arrives_where_the_task_is_suspended() {
    run(() -> {
      var queue = new WaitQueue();
      Task<?> sleeper = spawn(() -> sleep(ofHours(1)));
      Task<?> endless = spawn("endless", () -> waitOn(new WaitQueue()));
      Map<String, AsyncRunnable<?>> waits =
          new TreeMap<>(
              Map.of(
                  "sleep", () -> sleep(ofHours(2)),
                  "wait", () -> waitOn(queue),
                  "join", endless::join,
                  "cancel", () -> joinQuietly(endless)));
      for (var wait : waits.entrySet()) {
        Task<?> task = spawn(wait.getKey(), wait.getValue());
        yieldNow();
        assertThat(task.state()).as(wait.getKey()).isEqualTo(TaskState.SUSPENDED);
        task.cancel("over");
        assertThat(task.outcome()).as(wait.getKey()).containsInstanceOf(Outcome.Cancellation.class);
      }
      assertThat(Moment.now().sinceOrigin()).isZero();
      assertThat(queue.size()).isZero();
      assertThat(endless.state()).isEqualTo(TaskState.SUSPENDED);
      sleeper.cancel();
    });
  }

  private static void joinQuietly(Task<?> task) {
    Object _ = task.join();
  }

  @Test
  @Specified({"2.11", "2.12", "4.1"})
  // docs/edges.md: rule 2
  void it_arrives_on_entry_of_the_next_checkpoint_before_that_does_anything() {
    run(() -> {
      var queue = new WaitQueue();
      var ended = spawn(() -> "ended");
      ended.join();
      Map<String, AsyncRunnable<?>> checkpoints =
          new TreeMap<>(
              Map.of(
                  "checkpoint",
                  Gonzo::checkpoint,
                  "yield",
                  Gonzo::yieldNow,
                  "sleep",
                  () -> sleep(ofHours(1)),
                  "sleep zero",
                  () -> sleep(ZERO),
                  "wait",
                  () -> waitOn(queue),
                  "join ended",
                  ended::join));
      for (var each : checkpoints.entrySet()) {
        boolean[] passed = {false};
        Task<?> task =
            spawn(() -> {
              Task.current().requestCancel("by itself");
              each.getValue().run();
              passed[0] = true;
            });
        yieldNow();
        assertThat(task.outcome()).as(each.getKey()).containsInstanceOf(Outcome.Cancellation.class);
        assertThat(passed[0]).as(each.getKey()).isFalse();
      }
      assertThat(queue.size()).isZero();
      assertThat(Moment.now().sinceOrigin()).isZero();
    });
  }

  @Test
  @Specified("4.1")
  void it_does_not_arrive_where_there_is_no_checkpoint() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            Task.current().requestCancel("by itself");
            Moment _ = Moment.now();
            var _ = Task.current();
            wake(new WaitQueue(), 1);
            var _ = Coroutine.trap(new ListTasks());
            var child = spawn(() -> transcript.add("child"));
            child.requestCancel("no checkpoint in it");
            assertThat(Cancelled.pending()).isPresent();
            transcript.add("passed");
            checkpoint();
            transcript.add("not reached");
          });
      task.cancel();
      yieldNow();
    });
    assertThat(transcript).hasToString("passed child");
  }

  @Test
  @Specified("4.3")
  // docs/edges.md: rule 7, A4
  void a_task_that_is_cancelled_before_its_first_step_runs_to_its_first_checkpoint() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            transcript.add("begun");
            try {
              checkpoint();
              transcript.add("not reached");
            } finally {
              transcript.add("closed");
            }
          });
      task.cancel();
      assertThat(task.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(transcript).hasToString("begun closed");
  }

  @Test
  @Specified({"2.15", "4.1"})
  void a_task_without_a_checkpoint_keeps_its_result() {
    run(() -> {
      var task = spawn(() -> "result");
      task.requestCancel("too late");
      assertThat(task.join()).isEqualTo("result");
    });
  }

  @Test
  @Specified({"2.13", "4.3"})
  // docs/edges.md: rule 3, A3
  void a_ready_task_keeps_what_it_was_woken_with() {
    run(() -> {
      var queue = new WaitQueue();
      Task<?> waiter =
          spawn(() -> {
            waitOn(queue);
            transcript.add("woken");
            checkpoint();
            transcript.add("not reached");
          });
      yieldNow();
      assertThat(wake(queue, 1)).isEqualTo(1);
      waiter.cancel();
      assertThat(waiter.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(transcript).hasToString("woken");
  }

  @Test
  @Specified({"2.15", "4.3"})
  void a_ready_joiner_keeps_the_outcome() {
    run(() -> {
      var joined =
          spawn(() -> {
            yieldNow();
            return "value";
          });
      Task<?> joiner =
          spawn(() -> {
            transcript.add(joined.join());
            checkpoint();
            transcript.add("not reached");
          });
      // The joined task ends in its second turn, and makes the joiner ready; this task runs after
      // it.
      yieldNow();
      yieldNow();
      assertThat(joined.state()).isEqualTo(TaskState.ENDED);
      joiner.cancel();
    });
    assertThat(transcript).hasToString("value");
  }

  @Test
  @Specified({"2.2", "4.3"})
  // docs/edges.md: A3
  void a_ready_task_that_is_cancelled_has_one_turn_and_not_two() {
    run(() -> {
      var queue = new WaitQueue();
      Task<?> waiter =
          spawn(() -> {
            waitOn(queue);
            for (int i = 0; i < 3; i++) {
              transcript.add("waiter");
              Gonzo.withoutCancellation(Gonzo::yieldNow);
            }
          });
      yieldNow();
      wake(queue, 1);
      waiter.requestCancel("while it is ready");
      waiter.requestCancel("and again");
      for (int i = 0; i < 3; i++) {
        yieldNow();
        transcript.add("main");
      }
    });
    assertThat(transcript).hasToString("waiter main waiter main waiter main");
  }

  @Test
  @Specified({"4.1", "4.7"})
  // docs/edges.md: rule 2
  void it_arrives_once_a_request() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            try {
              sleep(ofHours(1));
            } catch (Cancelled cancelled) {
              checkpoint();
              yieldNow();
              sleep(ofMillis(1));
              transcript.add("clean at " + Moment.now().sinceOrigin().toMillis());
              throw cancelled;
            }
          });
      yieldNow();
      assertThat(task.requestCancel("first")).isTrue();
      assertThat(task.requestCancel("second")).isFalse();
      task.cancel();
    });
    assertThat(transcript).hasToString("clean at 1");
  }

  @Test
  @Specified("4.1")
  void it_tells_why_who_asked_and_where_it_arrived() {
    run(() -> {
      Task<?> task = spawn(this::waitHere);
      Task<?> canceller = spawn("canceller", () -> task.cancel("a reason"));
      Object _ = canceller.join();
      assertThat(task.outcome())
          .containsInstanceOf(Outcome.Cancellation.class)
          .hasValueSatisfying(outcome -> {
            var cancelled = ((Outcome.Cancellation<?>) outcome).cancelled();
            assertThat(cancelled.reason()).isEqualTo("a reason");
            assertThat(cancelled.requester()).isEqualTo("canceller");
            assertThat(cancelled.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains("waitHere");
          });
    });
  }

  private void waitHere() {
    waitOn(new WaitQueue());
  }

  @Test
  @Specified("4.1")
  // docs/edges.md: rule 2
  void catching_exceptions_does_not_catch_it() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            try {
              sleep(ofHours(1));
            } catch (Exception swallowed) {
              transcript.add("swallowed");
            }
          });
      yieldNow();
      task.cancel();
      assertThat(task.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(transcript.lines()).isEmpty();
  }

  // ---------------------------------------------------------------- waiting for the end

  @Test
  @Specified("4.4")
  // docs/edges.md: A1, B10
  void cancel_returns_when_the_clean_up_has_run() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            try {
              sleep(ofHours(1));
            } finally {
              sleep(ofMillis(300));
              transcript.add("clean");
            }
          });
      yieldNow();
      task.cancel();
      transcript.add("at " + Moment.now().sinceOrigin().toMillis());
      assertThat(task.state()).isEqualTo(TaskState.ENDED);
    });
    assertThat(transcript).hasToString("clean at 300");
  }

  @Test
  @Specified("4.7")
  // docs/edges.md: A2
  void a_request_does_not_wait_and_a_later_cancel_waits_for_the_same_end() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            try {
              sleep(ofHours(1));
            } finally {
              transcript.add("once");
              sleep(ofMillis(1));
            }
          });
      yieldNow();
      assertThat(task.requestCancel("and go on")).isTrue();
      assertThat(task.state()).isNotEqualTo(TaskState.ENDED);
      task.cancel();
      assertThat(task.state()).isEqualTo(TaskState.ENDED);
    });
    assertThat(transcript).hasToString("once");
  }

  @Test
  @Specified({"2.5", "4.4"})
  void many_that_are_asked_at_once_clean_up_side_by_side() {
    run(() -> {
      for (int i = 0; i < 10; i++) {
        var _ =
            spawn(() -> {
              try {
                sleep(ofHours(1));
              } finally {
                sleep(ofMillis(300));
                transcript.add(String.valueOf(Moment.now().sinceOrigin().toMillis()));
              }
            });
      }
      yieldNow();
    });
    assertThat(transcript.lines()).hasSize(10).containsOnly("300");
  }

  @Test
  @Specified("4.7")
  // docs/edges.md: A5
  void a_task_that_asks_for_its_own_goes_on_to_its_next_checkpoint() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            assertThat(Task.current().requestCancel("myself")).isTrue();
            transcript.add("goes on");
            checkpoint();
            transcript.add("not reached");
          });
      yieldNow();
      assertThat(task.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(transcript).hasToString("goes on");
  }

  @Test
  @Specified("4.7")
  // docs/edges.md: A6
  void a_task_that_cancels_itself_meets_it_there() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            Task.current().cancel();
            transcript.add("not reached");
          });
      yieldNow();
      assertThat(task.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(transcript.lines()).isEmpty();
  }

  @Test
  @Specified("4.7")
  // docs/edges.md: A6
  void two_tasks_that_cancel_each_other_both_end() {
    run(() -> {
      var second = new AtomicReference<Task<?>>();
      Task<?> first = spawn(() -> second.get().cancel());
      second.set(spawn(() -> first.cancel()));
      for (Task<?> task : List.of(first, second.get())) {
        while (task.state() != TaskState.ENDED) {
          yieldNow();
        }
      }
    });
  }

  @Test
  @Specified({"2.15", "4.7"})
  void a_canceller_that_is_cancelled_leaves_the_cancellation_in_force() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            try {
              sleep(ofHours(1));
            } finally {
              sleep(ofMillis(50));
            }
          });
      Task<?> canceller = spawn(() -> task.cancel());
      sleep(ofMillis(10));
      canceller.cancel();
      assertThat(Moment.now().sinceOrigin().toMillis()).isEqualTo(10);
      assertThatThrownBy(task::join).isInstanceOf(TaskFailedException.class);
      assertThat(Moment.now().sinceOrigin().toMillis()).isEqualTo(50);
    });
  }

  // ---------------------------------------------------------------- joining

  @Test
  @Specified("2.15")
  // docs/edges.md: A11
  void a_cancelled_joiner_leaves_what_it_joined_untouched() {
    run(() -> {
      var queue = new WaitQueue();
      var joined =
          spawn(() -> {
            waitOn(queue);
            return "value";
          });
      Task<?> joiner = spawn(() -> joinQuietly(joined));
      yieldNow();
      joiner.cancel();
      assertThat(joined.state()).isEqualTo(TaskState.SUSPENDED);
      wake(queue, 1);
      assertThat(joined.join()).isEqualTo("value");
    });
  }

  @Test
  @Specified("2.15")
  // docs/edges.md: A12
  void who_joins_a_cancelled_task_meets_a_task_failed_and_no_cancellation_of_its_own() {
    run(() -> {
      Task<?> joined = spawn(() -> sleep(ofHours(1)));
      Task<String> joiner =
          spawn(() -> {
            assertThatThrownBy(joined::join)
                .isInstanceOf(TaskFailedException.class)
                .hasCauseInstanceOf(Cancelled.class);
            checkpoint();
            return "goes on";
          });
      yieldNow();
      joined.cancel();
      assertThat(joiner.join()).isEqualTo("goes on");
    });
  }

  @Test
  @Specified("4.7")
  // docs/edges.md: A13
  void cancelling_what_has_ended_changes_nothing() {
    run(() -> {
      var task = spawn(() -> "result");
      assertThat(task.join()).isEqualTo("result");
      assertThat(task.requestCancel("too late")).isFalse();
      task.cancel();
      assertThat(task.join()).isEqualTo("result");
      assertThat(task.outcome()).containsInstanceOf(Outcome.Success.class);
    });
  }

  @Test
  @Specified("4.4")
  // docs/edges.md: A10
  void a_chain_of_joiners_cleans_up_as_it_says_itself() {
    run(() -> {
      Task<?> child = spawn("child", () -> cleaningUp("child", () -> sleep(ofHours(1))));
      Task<?> parent =
          spawn(
              "parent",
              () ->
                  cleaningUp(
                      "parent",
                      () -> {
                        try {
                          Object _ = child.join();
                        } finally {
                          child.cancel();
                        }
                      }));
      yieldNow();
      yieldNow();
      parent.cancel();
    });
    assertThat(transcript).hasToString("child parent");
  }

  private void cleaningUp(String name, AsyncRunnable<RuntimeException> body) {
    try {
      body.run();
    } finally {
      sleep(ofMillis(1));
      transcript.add(name);
    }
  }

  // ---------------------------------------------------------------- wait queues

  @Test
  @Specified("2.13")
  void a_cancelled_waiter_has_left_the_queue_and_the_others_keep_their_places() {
    run(() -> {
      var queue = new WaitQueue();
      var waiters = new ArrayList<Task<?>>();
      for (String name : List.of("a", "b", "c")) {
        waiters.add(
            spawn(() -> {
              waitOn(queue);
              transcript.add(name);
            }));
      }
      yieldNow();
      waiters.get(1).requestCancel("the one in the middle");
      assertThat(queue.size()).isEqualTo(2);
      assertThat(wake(queue, 3)).isEqualTo(2);
      yieldNow();
    });
    assertThat(transcript).hasToString("a c");
  }

  @Test
  @Specified({"2.14", "4.6"})
  void a_wake_up_goes_to_a_waiter_that_is_not_cancelled() {
    run(() -> {
      var queue = new WaitQueue();
      Task<?> first = spawn(() -> waitOn(queue));
      Task<String> second =
          spawn(() -> {
            waitOn(queue);
            return "woken";
          });
      yieldNow();
      first.requestCancel("in the same turn");
      assertThat(wake(queue, 1)).isEqualTo(1);
      assertThat(second.join()).isEqualTo("woken");
      assertThat(first.outcome()).containsInstanceOf(Outcome.Cancellation.class);
    });
  }

  @Test
  @Specified("2.13")
  void a_thousand_cancelled_waiters_leave_nothing_behind() {
    run(() -> {
      var queue = new WaitQueue();
      for (int i = 0; i < 1_000; i++) {
        Task<?> waiter = spawn(() -> waitOn(queue));
        yieldNow();
        waiter.cancel();
      }
      assertThat(queue.size()).isZero();
      Task<String> live =
          spawn(() -> {
            waitOn(queue);
            return "woken";
          });
      yieldNow();
      assertThat(wake(queue, 1)).isEqualTo(1);
      assertThat(live.join()).isEqualTo("woken");
    });
  }

  // ---------------------------------------------------------------- the main task, and the end

  @Test
  @Specified("2.4")
  void a_cancelled_main_task_ends_the_run_by_that() {
    assertThatThrownBy(() ->
            run(() -> {
              Task<?> main = Task.current();
              var _ = spawn(() -> main.requestCancel("from below"));
              sleep(ofHours(1));
            }))
        .isInstanceOf(Cancelled.class)
        .hasMessageContaining("from below");
  }

  @Test
  @Specified("2.5")
  void at_the_end_daemons_and_tasks_that_have_not_begun_are_cancelled_too() {
    run(() -> {
      var _ =
          Gonzo.spawnDaemon(
              "daemon",
              () -> {
                try {
                  sleep(ofHours(1));
                } finally {
                  transcript.add("daemon");
                }
              });
      yieldNow();
      var _ =
          spawn(() -> {
            transcript.add("begun");
            checkpoint();
            transcript.add("not reached");
          });
    });
    assertThat(transcript.lines()).containsExactlyInAnyOrder("daemon", "begun");
  }
}
