package dev.gonzo;

import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A coroutine that is driven by hand: where it stops, and which answers it gets. */
class CoroutineTest {
  private final List<String> events = new ArrayList<>();

  private Coroutine<String> greeting() {
    return Coroutine.of(() -> {
      events.add("begins");
      sleep(Duration.ofSeconds(1));
      events.add("goes on");
      return "Hello";
    });
  }

  @Test
  void it_runs_nothing_until_it_is_driven() {
    var greeting = greeting();
    assertThat(events).isEmpty();
    assertThat(greeting.isDone()).isFalse();
    greeting.send(null);
    assertThat(events).containsExactly("begins");
    greeting.close();
  }

  @Test
  void it_stops_at_each_trap_and_goes_on_with_the_answer() {
    var greeting = greeting();
    assertThat(greeting.send(null)).isEqualTo(new Step.Trapped<>(new ReadClock()));
    assertThat(greeting.send(new Moment(5)))
        .isEqualTo(new Step.Trapped<>(new Sleep(new Moment(1_000_000_005L))));
    assertThat(greeting.isDone()).isFalse();
    assertThat(greeting.send(new Moment(1_000_000_007))).isEqualTo(new Step.Returned<>("Hello"));
    assertThat(greeting.isDone()).isTrue();
    assertThat(events).containsExactly("begins", "goes on");
  }

  @Test
  void try_send_stops_where_send_does() {
    var greeting = greeting();
    assertThat(greeting.trySend(null)).isEqualTo(new Step.Trapped<>(new ReadClock()));
    assertThat(greeting.trySend(new Moment(0))).isInstanceOf(Step.Trapped.class);
    assertThat(greeting.trySend(new Moment(0))).isEqualTo(new Step.Returned<>("Hello"));
  }

  @Test
  void it_can_return_null_and_stop_at_no_trap_at_all() {
    assertThat(Coroutine.of(() -> null).send(null)).isEqualTo(new Step.Returned<>(null));
  }

  @Test
  void the_answer_is_what_the_trap_returns() {
    var answers =
        Coroutine.of(() -> {
          for (int i = 0; i < 1000; i++) {
            events.add("" + Coroutine.trap(new ReadClock()).nanos());
          }
          return events.size();
        });
    answers.send(null);
    for (long answer = 0; answer < 999; answer++) {
      answers.send(new Moment(answer));
    }
    assertThat(answers.send(new Moment(999))).isEqualTo(new Step.Returned<>(1000));
    assertThat(events).startsWith("0", "1").endsWith("998", "999").doesNotHaveDuplicates();
  }

  @Test
  void what_it_throws_is_a_step_and_not_thrown_at_its_driver() {
    var failure = new IOException("gone");
    var failing =
        Coroutine.of(() -> {
          throw failure;
        });
    assertThat(failing.send(null)).isEqualTo(new Step.Threw<>(failure));
    assertThat(failing.isDone()).isTrue();
  }

  @Test
  void a_raised_exception_is_met_at_the_trap() {
    var patient =
        Coroutine.of(() -> {
          try {
            return Coroutine.trap(new ReadClock()).toString();
          } catch (Exception unexpected) {
            events.add("met " + unexpected.getMessage());
            Coroutine.trap(new YieldTurn());
            return "recovered";
          }
        });
    patient.send(null);
    assertThat(patient.raise(new IOException("gone")))
        .isEqualTo(new Step.Trapped<>(new YieldTurn()));
    assertThat(events).containsExactly("met gone");
    assertThat(patient.send(null)).isEqualTo(new Step.Returned<>("recovered"));
  }

  @Test
  void a_raised_exception_that_nobody_catches_ends_it() {
    var greeting = greeting();
    var failure = new IOException("gone");
    greeting.send(null);
    assertThat(greeting.raise(failure)).isEqualTo(new Step.Threw<>(failure));
    assertThat(greeting.isDone()).isTrue();
  }

  @Test
  void one_that_is_raised_at_before_it_begins_ends_with_nothing_run() {
    var greeting = greeting();
    var failure = new IOException("gone");
    assertThat(greeting.raise(failure)).isEqualTo(new Step.Threw<>(failure));
    assertThat(greeting.isDone()).isTrue();
    assertThat(events).isEmpty();
    assertThat(greeting.outcome()).isEqualTo(new Outcome.Failure<>(failure));
  }

  @Test
  void one_that_is_cancelled_before_it_begins_has_been_cancelled() {
    var greeting = greeting();
    var cancelled = new Cancelled("no longer needed", "a driver");
    assertThat(greeting.raise(cancelled)).isEqualTo(new Step.Threw<>(cancelled));
    assertThat(greeting.outcome()).isEqualTo(new Outcome.Cancellation<>(cancelled));
  }

  @Test
  void user_code_that_yields_its_thread_is_no_stop() {
    var yielding =
        Coroutine.of(() -> {
          for (int i = 0; i < 3; i++) {
            Thread.yield();
          }
          return Coroutine.trap(new ReadClock());
        });
    assertThat(yielding.send(null)).isEqualTo(new Step.Trapped<>(new ReadClock()));
    assertThat(yielding.send(new Moment(1))).isEqualTo(new Step.Returned<>(new Moment(1)));
  }

  @Test
  void it_has_thread_locals_of_its_own_and_leaves_the_drivers_alone() {
    var local = new ThreadLocal<String>();
    local.set("the driver's");
    var body =
        Coroutine.of(() -> {
          var found = local.get();
          local.set("its own");
          Coroutine.trap(new YieldTurn());
          return found + ", then " + local.get();
        });
    body.send(null);
    assertThat(local.get()).isEqualTo("the driver's");
    assertThat(body.send(null)).isEqualTo(new Step.Returned<>("null, then its own"));
  }

  @Test
  // docs/edges.md: H3
  void scoped_values_and_interrupts_do_not_leak_to_the_driver() {
    var value = ScopedValue.<String>newInstance();
    var body =
        Coroutine.of(() ->
            ScopedValue.where(value, "bound")
                .call(() -> {
                  Thread.currentThread().interrupt();
                  Coroutine.trap(new YieldTurn());
                  return value.get() + " " + Thread.interrupted();
                }));
    body.send(null);
    assertThat(value.isBound()).isFalse();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(body.send(null)).isEqualTo(new Step.Returned<>("bound true"));
  }

  @Test
  void an_interrupted_driver_stays_interrupted_and_the_coroutine_is_not() {
    var body =
        Coroutine.of(() -> {
          Coroutine.trap(new YieldTurn());
          return Thread.interrupted();
        });
    Thread.currentThread().interrupt();
    body.send(null);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(body.send(null)).isEqualTo(new Step.Returned<>(false));
  }
}
