package dev.gonzo.tck;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.queue.Select.after;
import static dev.gonzo.queue.Select.otherwise;
import static dev.gonzo.queue.Select.select;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Promise;
import dev.gonzo.sync.PromiseFailedException;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.testing.LogCapture;
import dev.gonzo.trap.SchedulingTrap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Selects between ends of tasks, values and items: a task that ends wakes the tasks that selected
 * its end.
 */
@Specified({"2.13", "2.14", "2.15"})
public abstract class SelectConformance extends Conformance {
  /** Creates the chapter. */
  protected SelectConformance() {
    super(SchedulingTrap.class);
  }

  private static Task<String> working(String name, int millis) {
    return spawn(
        name,
        () -> {
          sleep(ofMillis(millis));
          return name;
        });
  }

  @Test
  void of_two_tasks_the_one_that_ends_first_is_chosen_in_its_instant() {
    run(() -> {
      Task<String> slow = working("slow", 20);
      Task<String> fast = working("fast", 10);
      String chosen = select(slow.onJoin(name -> name), fast.onJoin(name -> name));
      assertThat(chosen).isEqualTo("fast");
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofMillis(10));
      assertThat(slow.outcome()).isEmpty();
      assertThat(slow.join()).isEqualTo("slow"); // untouched
      // Of two that have ended, the one named first is chosen.
      String next = select(slow.onJoin(name -> name), fast.onJoin(name -> name));
      assertThat(next).isEqualTo("slow");
    });
  }

  @Test
  void who_goes_on_finds_the_task_ended() {
    run(() -> {
      Task<String> task = working("worker", 5);
      select(
          task.onEnd(end -> {
            assertThat(end).isEqualTo(new Outcome.Success<>("worker"));
            assertThat(task.outcome()).hasValue(end);
            return assertThat(task.state()).isEqualTo(dev.gonzo.TaskState.ENDED);
          }));
    });
  }

  @Test
  void any_number_of_selects_and_joins_wait_for_one_task_and_one_select_may_name_it_twice() {
    run(() -> {
      Task<String> task = working("worker", 5);
      var answers = new ArrayList<String>();
      List<Task<?>> waiters = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        waiters.add(spawn(() -> answers.add(select(task.onJoin(name -> name + number)))));
        waiters.add(spawn(() -> answers.add(task.join())));
      }
      answers.add(select(task.onJoin(_ -> "first named"), task.onJoin(_ -> "second")));
      for (Task<?> waiter : waiters) {
        Object _ = waiter.join();
      }
      assertThat(answers)
          .containsExactlyInAnyOrder(
              "worker", "worker", "worker", "worker0", "worker1", "worker2", "first named");
    });
  }

  @Test
  void a_task_that_fails_or_is_cancelled_makes_the_select_throw_what_join_throws() {
    run(() -> {
      var broken = new IOException("broken");
      Task<String> failing =
          spawn(() -> {
            sleep(ofMillis(1));
            throw broken;
          });
      for (int i = 0; i < 2; i++) { // while it waits, and when the task has ended
        assertThatThrownBy(
                () -> select(failing.onJoin(name -> name), after(ofSeconds(1), () -> "")))
            .isInstanceOf(TaskFailedException.class)
            .cause()
            .isSameAs(broken);
      }
      Outcome<String> end = select(failing.onEnd(outcome -> outcome));
      assertThat(end).isEqualTo(new Outcome.Failure<>(broken));
      Task<String> cancelled = working("cancelled", 1000);
      spawn(() -> cancelled.cancel());
      assertThatThrownBy(() -> select(cancelled.onJoin(name -> name)))
          .isInstanceOf(TaskFailedException.class)
          .hasCauseInstanceOf(Cancelled.class);
    });
  }

  @Test
  @Specified("2.7")
  void a_failure_counts_as_joined_only_where_its_clause_is_the_chosen_one() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        Task<String> chosen = failing("chosen");
        Task<String> other = failing("other");
        sleep(ofMillis(1)); // both have failed
        Outcome<String> end =
            select(chosen.onEnd(outcome -> outcome), other.onEnd(outcome -> outcome));
        assertThat(end).isInstanceOf(Outcome.Failure.class);
      });
      assertThat(reported.messages()).hasSize(1).first().asString().contains("other");
    }
    try (var reported = LogCapture.open()) {
      run(() -> {
        Task<String> lost = failing("lost");
        String late =
            select(
                after(ofMillis(1), () -> "late"),
                working("slow", 9).onJoin(name -> name),
                Event.of().onSet(() -> "never"));
        assertThat(late).isEqualTo("late");
        assertThat(lost.outcome()).isPresent();
      });
      assertThat(reported.messages()).hasSize(1).first().asString().contains("lost");
    }
  }

  private static Task<String> failing(String name) {
    return spawn(
        name,
        () -> {
          throw new IOException(name + " has failed");
        });
  }

  @Test
  void promises_events_queues_and_tasks_are_mixed_and_the_others_keep_nothing() {
    run(() -> {
      Promise<String> promise = Promise.of();
      Promise<String> silent = Promise.of();
      Event event = Event.of();
      Queue<String> queue = Queue.bounded(1);
      Task<String> task = working("worker", 5);
      Task<String> chooser =
          spawn(() ->
              select(
                  silent.onValue(value -> "silent " + value),
                  event.onSet(() -> "set"),
                  queue.onGet(item -> "got " + item),
                  promise.onValue(value -> "value " + value),
                  promise.onValue(value -> "again " + value),
                  task.onJoin(name -> "joined " + name)));
      settle();
      assertThat(silent.waiting()).containsExactly(chooser.name());
      assertThat(event.waiting()).containsExactly(chooser.name());
      promise.complete("there");
      event.set(); // too late
      assertThat(queue.tryPut("kept")).isTrue();
      assertThat(chooser.join()).isEqualTo("value there");
      assertThat(silent.waiting()).isEmpty();
      assertThat(promise.waiting()).isEmpty();
      assertThat(queue.tryGet()).hasValue("kept");
      assertThat(task.join()).isEqualTo("worker");
      // Something that was ready before the select, and a queue that gets an item.
      String present = select(silent.onValue(value -> value), event.onSet(() -> "set"));
      assertThat(present).isEqualTo("set");
      assertThat(select(queue.onPut("item", () -> "put"))).isEqualTo("put");
      assertThat(select(queue.onPut("more", () -> "put"), otherwise(() -> "full")))
          .isEqualTo("full");
      assertThat(queue.tryGet()).hasValue("item");
    });
  }

  @Test
  void a_promise_that_fails_or_is_closed_throws_what_its_await_throws() {
    run(() -> {
      var broken = new IOException("broken");
      Promise<String> failed = Promise.of();
      Promise<String> silent = Promise.of();
      Task<String> chooser =
          spawn(() -> select(silent.onValue(value -> value), failed.onValue(value -> value)));
      settle();
      failed.fail(broken);
      assertThatThrownBy(chooser::join)
          .cause()
          .isInstanceOf(PromiseFailedException.class)
          .cause()
          .isSameAs(broken);
      assertThat(silent.waiting()).isEmpty();
      assertThatThrownBy(() -> select(failed.onValue(value -> value)))
          .isInstanceOf(PromiseFailedException.class);
      Task<String> other = spawn(() -> select(silent.onValue(value -> value)));
      settle();
      silent.close();
      assertThatThrownBy(other::join).hasCauseInstanceOf(KernelEndedException.class);
      assertThatThrownBy(() -> select(silent.onValue(value -> value)))
          .isInstanceOf(KernelEndedException.class);
    });
  }

  @Test
  void those_who_selected_an_event_that_is_set_go_on_although_it_is_cleared_at_once() {
    run(() -> {
      Event event = Event.of();
      Task<String> chooser = spawn(() -> select(event.onSet(() -> "set")));
      settle();
      event.set();
      event.clear();
      assertThat(chooser.join()).isEqualTo("set");
      String next = select(event.onSet(() -> "set"), otherwise(() -> "cleared"));
      assertThat(next).isEqualTo("cleared");
    });
  }

  @Test
  void a_task_that_selects_its_own_end_is_refused() {
    run(() -> {
      Event event = Event.of();
      assertThatThrownBy(() -> select(event.onSet(() -> ""), Task.current().onJoin(_ -> "")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("would wait for its own end");
      assertThat(event.waiting()).isEmpty();
    });
  }

  @Test
  @Specified({"1.2", "2.14"})
  void a_task_of_another_kernel_is_refused_before_anything_is_waited_for()
      throws InterruptedException {
    run(() -> {
      Event event = Event.of();
      Task<?> living = spawn(() -> event.await());
      Task<String> ended = spawn(() -> "ended");
      settle();
      peers().runOnAnotherKernel(this::kernel, () -> refuse(List.of(living, ended)));
      event.set();
      assertThat(living.awaitEnd()).isInstanceOf(Outcome.Success.class);
    });
  }

  private static void refuse(List<Task<?>> foreign) {
    Event own = Event.of();
    own.set();
    for (Task<?> task : foreign) {
      assertThatThrownBy(() -> select(own.onSet(() -> "set"), task.onEnd(_ -> "ended")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("belongs to another kernel");
    }
  }

  @Test
  @Specified({"4.1", "4.6"})
  void wherever_it_is_cancelled_a_select_leaves_nothing_behind() {
    int runs =
        CancelEverywhere.on(this::kernel)
            .check(() ->
                new Scenario() {
                  private final Promise<String> promise = Promise.of();
                  private final Event event = Event.of();
                  private final Queue<String> queue = Queue.bounded(1);
                  private final List<String> chosen = new ArrayList<>();

                  @Override
                  public void run() {
                    Task<String> slow = working("slow", 3);
                    Task<String> fast = working("fast", 1);
                    try {
                      choose(slow, fast);
                      choose(slow, slow);
                    } finally {
                      withoutCancellation(() -> {
                        Object _ = slow.awaitEnd();
                        Object _ = fast.awaitEnd();
                      });
                    }
                  }

                  private void choose(Task<String> slow, Task<String> fast) {
                    String one =
                        select(
                            slow.onEnd(_ -> "slow"),
                            fast.onEnd(_ -> "fast"),
                            promise.onValue(value -> value),
                            event.onSet(() -> "set"),
                            queue.onGet(item -> item),
                            after(ofMillis(2), () -> "late"));
                    chosen.add(one);
                  }

                  @Override
                  public void check() {
                    assertThat(promise.waiting()).isEmpty();
                    assertThat(event.waiting()).isEmpty();
                    assertThat(queue.tryPut("kept")).isTrue();
                    assertThat(queue.tryGet()).hasValue("kept");
                    assertThat(chosen).isSubsetOf("fast", "slow", "late");
                  }
                });
    assertThat(runs).isGreaterThan(6);
  }

  @Test
  @Specified("4.3")
  void what_was_chosen_before_the_cancellation_came_is_done() {
    run(() -> {
      Promise<String> promise = Promise.of();
      Promise<String> other = Promise.of();
      Task<String> chooser =
          spawn(() -> select(other.onValue(value -> value), promise.onValue(value -> value)));
      settle();
      promise.complete("there");
      assertThat(chooser.requestCancel("too late")).isTrue();
      assertThat(chooser.join()).isEqualTo("there");
    });
  }
}
