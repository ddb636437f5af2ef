package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Environment;
import dev.gonzo.Task;
import dev.gonzo.process.Signals;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.EnvironmentTrap.CloseSignals;
import dev.gonzo.trap.EnvironmentTrap.OpenSignals;
import dev.gonzo.trap.EnvironmentTrap.TakeSignal;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 9, "The environment": signals, the wall clock, random bytes. */
@Tag("realTime")
public abstract class EnvironmentConformance extends Conformance {
  /** Creates the chapter. */
  protected EnvironmentConformance() {
    super(EnvironmentTrap.class);
  }

  // ---------------------------------------------------------------- signals

  private static Signals queue(String... names) {
    try {
      return Signals.open(names);
    } catch (IllegalArgumentException without) {
      return Assumptions.abort("this system has other signals");
    }
  }

  /** Sends this process a signal. On return the system has it. */
  private void raise(String name) throws Exception {
    peers().process().signal(name);
  }

  @Test
  @Specified({"9.1", "9.2"})
  void signals_come_as_they_are_sent() throws Exception {
    run(() -> {
      try (var signals = queue("HUP", "USR1")) {
        Task<String> waiting = spawn(signals::take);
        Connection.untilSuspended(waiting);
        raise("USR1");
        assertThat(waiting.join()).isEqualTo("USR1");
        raise("HUP");
        assertThat(signals.take()).isEqualTo("HUP");
      }
    });
  }

  @Test
  @Specified("9.2")
  void one_that_comes_again_before_it_is_taken_is_told_once() throws Exception {
    run(() -> {
      try (var signals = queue("USR1", "HUP");
          var last = queue("HUP")) {
        for (int i = 0; i < 5; i++) {
          raise("USR1");
        }
        assertThat(signals.take()).isEqualTo("USR1");
        Set<String> left = new HashSet<>();
        raise("HUP");
        assertThat(last.take()).isEqualTo("HUP");
        // A thread of the JVM may deliver another one late; but never more than one per name is
        // kept.
        while (!left.contains("HUP")) {
          left.add(signals.take());
        }
        assertThat(left.size()).isBetween(1, 2);
      }
    });
  }

  @Test
  @Specified("9.2")
  void a_cancelled_wait_takes_no_signal_and_one_task_waits() throws Exception {
    run(() -> {
      try (var signals = queue("USR1")) {
        Task<String> waiting = spawn(signals::take);
        Connection.untilSuspended(waiting);
        assertThatThrownBy(signals::take).isInstanceOf(BusyException.class);
        waiting.cancel("test");
        raise("USR1");
        assertThat(signals.take()).isEqualTo("USR1");
      }
    });
  }

  @Test
  @Specified({"9.1", "9.3"})
  void all_queues_of_a_signal_hear_it_and_the_last_one_that_is_left() throws Exception {
    run(() -> {
      try (var first = queue("USR1")) {
        try (var second = queue("USR1")) {
          raise("USR1");
          assertThat(first.take()).isEqualTo("USR1");
          assertThat(second.take()).isEqualTo("USR1");
        }
        raise("USR1");
        assertThat(first.take()).isEqualTo("USR1");
      }
    });
  }

  @Test
  @Specified("9.3")
  void a_queue_that_is_closed_ends_the_wait_and_the_iteration() {
    run(() -> {
      Signals signals = queue("USR1");
      Task<Integer> counting =
          spawn(() -> {
            int count = 0;
            for (String _ : signals) {
              count++;
            }
            return count;
          });
      Connection.untilSuspended(counting);
      signals.close();
      signals.close();
      assertThat(counting.join()).isZero();
      assertThatThrownBy(signals::take).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  @Specified("9.3")
  void the_failure_of_a_wait_whose_queue_is_closed_shows_the_line_of_the_wait() {
    run(() -> {
      Signals signals = queue("USR1");
      Task<String> waiting = spawn(() -> takeHere(signals));
      Connection.untilSuspended(waiting);
      signals.close();
      assertThatThrownBy(waiting::join)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasStackTraceContaining("takeHere");
    });
  }

  private static String takeHere(Signals signals) {
    return signals.take();
  }

  @Test
  @Specified("9.1")
  void signals_that_are_not_to_be_had_are_refused_and_none_is_taken() throws Exception {
    run(() -> {
      for (String name : List.of("NOSUCH", "KILL", "SEGV")) {
        assertThatThrownBy(() -> Signals.open("USR1", name))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(name);
      }
      assertThatThrownBy(Signals::open).isInstanceOf(IllegalArgumentException.class);
      try (var signals = queue("USR1")) {
        raise("USR1");
        assertThat(signals.take()).isEqualTo("USR1");
      }
    });
  }

  @Test
  @Specified("1.2")
  void signals_of_another_kernel_are_refused() {
    var other = new Handle[1];
    run(() -> {
      queue("USR1").close();
      other[0] = Coroutine.trap(new OpenSignals(List.of("USR1")));
    });
    run(() -> {
      Trap<@Nullable Void> close = new CloseSignals(other[0]);
      assertThatThrownBy(() -> Coroutine.trap(close)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Coroutine.trap(new TakeSignal(other[0])))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  // ---------------------------------------------------------------- time of day, chance

  @Test
  @Specified("9.5")
  void who_sleeps_until_a_time_wakes_at_it_and_not_before() {
    run(() -> {
      Instant when = Environment.wallTime().plusMillis(20);
      Environment.sleepUntil(when);
      assertThat(Environment.wallTime()).isAfterOrEqualTo(when);
      checkpoint();
      Environment.sleepUntil(when);
    });
  }

  @Test
  @Specified("9.6")
  void random_bytes_are_as_many_as_were_asked_for_and_another_one_each_time() {
    run(() -> {
      assertThat(Environment.randomBytes(0)).isEmpty();
      assertThat(Environment.randomBytes(32)).hasSize(32).isNotEqualTo(Environment.randomBytes(32));
      assertThatThrownBy(() -> Environment.randomBytes(-1))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }
}
