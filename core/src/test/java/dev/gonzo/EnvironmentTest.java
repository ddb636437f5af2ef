package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Waits for a time of day while the clock is set. */
@Tag("realTime")
class EnvironmentTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /** Virtual time with a wall clock that can be set. */
  private static final class Settable implements Clock {
    private final VirtualClock clock = new VirtualClock();
    private Duration ahead = Duration.ZERO;

    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public long waitNanos(long deadlineNanos, boolean outside) {
      return clock.waitNanos(deadlineNanos, outside);
    }

    @Override
    public Instant wallTime() {
      return clock.wallTime().plus(ahead);
    }
  }

  /**
   * The duration of a wait for one hour on the wall clock, if the clock is set after ten minutes.
   */
  private static Duration anHour(Duration set) {
    var clock = new Settable();
    return run(
        Kernels.of("none", clock),
        () -> {
          Instant when = Environment.wallTime().plus(HOUR);
          var setting =
              spawn(() -> {
                sleep(Duration.ofMinutes(10));
                clock.ahead = set;
              });
          Moment before = Moment.now();
          Environment.sleepUntil(when);
          assertThat(Environment.wallTime()).isAfterOrEqualTo(when);
          setting.join();
          return Moment.now().since(before);
        });
  }

  @Test
  void it_waits_as_long_as_the_clock_needs() {
    assertThat(anHour(Duration.ZERO)).isEqualTo(HOUR);
  }

  @Test
  void a_clock_that_is_set_back_makes_it_wait_longer() {
    assertThat(anHour(Duration.ofMinutes(-20))).isEqualTo(HOUR.plusMinutes(20));
  }

  @Test
  void a_clock_that_is_set_forwards_is_noticed_within_a_minute() {
    assertThat(anHour(Duration.ofDays(1)))
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    assertThat(anHour(Duration.ofMinutes(20))).isEqualTo(Duration.ofMinutes(40));
  }

  @Test
  void a_time_that_has_passed_is_not_waited_for_but_is_a_checkpoint() {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          Moment before = Moment.now();
          Environment.sleepUntil(Environment.wallTime());
          Environment.sleepUntil(Instant.MIN);
          assertThat(Moment.now()).isEqualTo(before);
          var late = spawn(() -> Environment.sleepUntil(Instant.MIN));
          boolean _ = late.requestCancel("test");
          assertThatThrownBy(late::join).hasCauseInstanceOf(Cancelled.class);
          var never = spawn(() -> Environment.sleepUntil(Instant.MAX));
          sleep(Duration.ofDays(2));
          never.cancel();
        });
  }

  @Test
  void virtual_time_begins_in_the_year_2000() {
    assertThat(run(Kernels.of("none", new VirtualClock()), Environment::wallTime))
        .isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
  }

  @Test
  void entropy_is_as_much_as_was_asked_for() {
    run(() -> {
      assertThat(Environment.randomBytes(0)).isEmpty();
      assertThat(Environment.randomBytes(32)).hasSize(32).isNotEqualTo(Environment.randomBytes(32));
      assertThatThrownBy(() -> Environment.randomBytes(-1))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }
}
