package dev.gonzo;

import static dev.gonzo.Gonzo.entropy;
import static dev.gonzo.Gonzo.now;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.sleepUntil;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.wallClock;
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
class WallClockTest {
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
    public Instant wallClock() {
      return clock.wallClock().plus(ahead);
    }
  }

  /**
   * The duration of a wait for one hour on the wall clock, if the clock is set after ten minutes.
   */
  private static Duration anHour(Duration set) {
    var clock = new Settable();
    return run(
        Kernels.open("none", clock),
        () -> {
          Instant when = wallClock().plus(HOUR);
          var setting =
              spawn(() -> {
                sleep(Duration.ofMinutes(10));
                clock.ahead = set;
              });
          Duration before = now();
          sleepUntil(when);
          assertThat(wallClock()).isAfterOrEqualTo(when);
          setting.join();
          return now().minus(before);
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
        Kernels.open("none", new VirtualClock()),
        () -> {
          Duration before = now();
          sleepUntil(wallClock());
          sleepUntil(Instant.MIN);
          assertThat(now()).isEqualTo(before);
          var late = spawn(() -> sleepUntil(Instant.MIN));
          boolean _ = late.requestCancel("test");
          assertThatThrownBy(late::join).hasCauseInstanceOf(Cancelled.class);
          var never = spawn(() -> sleepUntil(Instant.MAX));
          sleep(Duration.ofDays(2));
          never.cancel();
        });
  }

  @Test
  void virtual_time_begins_in_the_year_2000() {
    assertThat(run(Kernels.open("none", new VirtualClock()), Gonzo::wallClock))
        .isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
  }

  @Test
  void entropy_is_as_much_as_was_asked_for() {
    run(() -> {
      assertThat(entropy(0)).isEmpty();
      assertThat(entropy(32)).hasSize(32).isNotEqualTo(entropy(32));
      assertThatThrownBy(() -> entropy(-1)).isInstanceOf(IllegalArgumentException.class);
    });
  }
}
