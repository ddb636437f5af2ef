package dev.gonzo;

import static dev.gonzo.Gonzo.await;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gonzo.trap.SchedulingTrap.CurrentTask;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Awaiting a coroutine runs it in place if it has not started, and passes its traps on otherwise.
 */
class AwaitTest {
  private final List<String> events = new ArrayList<>();

  @Test
  void one_that_has_not_begun_runs_in_place_in_the_callers_thread() throws Exception {
    inVirtualTime(() -> {
      var caller = Thread.currentThread();
      var body =
          Coroutine.of(() -> {
            sleep(Duration.ofHours(1));
            return Thread.currentThread() == caller;
          });
      assertThat(await(body)).isTrue();
      assertThat(body.isDone()).isTrue();
    });
  }

  @Test
  void one_that_has_begun_goes_on_and_its_traps_are_the_tasks_own() throws Exception {
    inVirtualTime(() -> {
      var body =
          Coroutine.<Task<?>>of(() -> {
            Coroutine.trap(new ReadClock());
            sleep(Duration.ofHours(1));
            return Task.current();
          });
      assertThat(body.send(null)).isInstanceOf(Step.Trapped.class);
      Moment before = Moment.now();
      assertThat(await(body)).isSameAs(Task.current());
      assertThat(Moment.now().since(before)).isEqualTo(Duration.ofHours(1));
    });
  }

  @Tag("scheduler")
  @Test
  void it_can_be_awaited_while_it_stands_in_a_foreign_block() throws Exception {
    var queue = new LinkedBlockingQueue<String>();
    run(() -> {
      var body = Coroutine.of(() -> queue.take() + " of " + Task.current().name());
      assertThat(body.trySend(null)).isEqualTo(new Step.Blocked<>());
      var feeder = spawn(() -> queue.add("item"));
      assertThat(await(body)).isEqualTo("item of main");
      feeder.join();
    });
  }

  @Test
  void its_exception_comes_out_as_it_is() throws Exception {
    inVirtualTime(() -> {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> await(failing()))
          .withMessage("gone");
      var begun = failing();
      begun.send(null);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> await(begun))
          .withMessage("gone");
    });
  }

  private static Coroutine<String> failing() {
    return Coroutine.of(() -> {
      Coroutine.trap(new CurrentTask());
      throw new IOException("gone");
    });
  }

  @Test
  void what_a_trap_throws_is_met_inside_the_coroutine() throws Exception {
    inVirtualTime(() -> {
      var failed =
          spawn(() -> {
            throw new IOException("gone");
          });
      var body =
          Coroutine.of(() -> {
            Coroutine.trap(new CurrentTask());
            try {
              return failed.join();
            } catch (TaskFailedException met) {
              return "met " + met.getCause().getMessage();
            }
          });
      body.send(null);
      assertThat(await(body)).isEqualTo("met gone");
    });
  }

  @Test
  void a_cancellation_of_the_task_is_met_inside_the_coroutine() throws Exception {
    inVirtualTime(() -> {
      var awaiting =
          spawn(() -> {
            var body =
                Coroutine.of(() -> {
                  Coroutine.trap(new ReadClock());
                  try {
                    sleep(Duration.ofHours(1));
                  } finally {
                    events.add("inner clean-up begins");
                    sleep(Duration.ofHours(2));
                    events.add("inner clean-up ends");
                  }
                  return null;
                });
            body.send(null);
            try {
              await(body);
            } finally {
              events.add("outer clean-up");
            }
          });
      yieldNow();
      yieldNow();
      awaiting.cancel();
      assertThat(awaiting.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    assertThat(events)
        .containsExactly("inner clean-up begins", "inner clean-up ends", "outer clean-up");
  }

  @Test
  void a_deadline_around_it_is_met_inside_the_coroutine() throws Exception {
    inVirtualTime(() -> {
      var body =
          Coroutine.of(() -> {
            Coroutine.trap(new ReadClock());
            try {
              sleep(Duration.ofHours(1));
            } catch (Cancelled met) {
              events.add("met");
              throw met;
            }
            return null;
          });
      body.send(null);
      assertThatExceptionOfType(DeadlineExceededException.class)
          .isThrownBy(() -> Gonzo.timeoutAfter(Duration.ofMinutes(1), () -> await(body)));
      assertThat(Moment.now().sinceOrigin()).isEqualTo(Duration.ofMinutes(1));
    });
    assertThat(events).containsExactly("met");
  }

  @Test
  void one_that_has_ended_or_that_a_kernel_drives_is_refused() throws Exception {
    inVirtualTime(() -> {
      var ended = Coroutine.of(() -> "done");
      await(ended);
      assertThatIllegalStateException().isThrownBy(() -> await(ended));
      assertThatIllegalStateException().isThrownBy(() -> ended.send(null));
      assertThatIllegalStateException().isThrownBy(() -> spawn(ended));
      var spawned = Coroutine.of(() -> "spawned");
      var task = spawn(spawned);
      assertThatIllegalStateException()
          .isThrownBy(() -> await(spawned))
          .withMessageContaining("driven by a kernel");
      assertThatIllegalStateException()
          .isThrownBy(() -> spawned.send(null))
          .withMessageContaining("driven by a kernel");
      assertThatIllegalStateException()
          .isThrownBy(spawned::close)
          .withMessageContaining("join or cancel its task");
      assertThat(task.join()).isEqualTo("spawned");
    });
  }

  @Test
  void a_nested_await_runs_in_place_at_every_level() throws Exception {
    inVirtualTime(() -> assertThat(recursive(100)).isEqualTo(100));
  }

  private static int recursive(int levels) {
    if (levels == 0) {
      sleep(Duration.ofMillis(1));
      return 0;
    }
    return 1 + await(Coroutine.of(() -> recursive(levels - 1)));
  }

  @Test
  void by_hand_an_awaited_coroutine_traps_at_the_outer_ones_driver() {
    var outer =
        Coroutine.of(() -> {
          var inner = Coroutine.of(() -> Coroutine.trap(new ReadClock()));
          inner.send(null);
          return await(inner);
        });
    assertThat(outer.send(null)).isEqualTo(new Step.Trapped<>(new ReadClock()));
    assertThat(outer.send(new Moment(42))).isEqualTo(new Step.Returned<>(new Moment(42)));
  }
}
