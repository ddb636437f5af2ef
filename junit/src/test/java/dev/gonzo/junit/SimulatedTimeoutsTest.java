package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.junit.SimulatedFailureTest.NO_AGENT;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Simulated tests that take too long in real time. */
@Tag("scheduler")
@Tag("realTime")
class SimulatedTimeoutsTest {
  private static volatile boolean spins;

  /** Simulated time passes, and passes. */
  static class ForEver {
    @Simulated(seeds = 2, timeLimit = "P10000D")
    @Timeout(value = 200, unit = TimeUnit.MILLISECONDS)
    void sleeps() {
      spawn("helper", () -> sleep(ofDays(100_000)));
      while (true) {
        sleep(ofSeconds(1));
      }
    }
  }

  @Test
  void junits_timeout_is_real_time_and_ends_the_simulation() {
    Results results = Results.with(NO_AGENT, ForEver.class);
    assertThat(results.failed()).hasSize(1);
    Throwable failure = results.failure("seed 1");
    assertThat(failure).isInstanceOf(TimeoutException.class);
    assertThat(failure)
        .hasStackTraceContaining("the test was interrupted")
        .hasStackTraceContaining("helper")
        .hasStackTraceContaining("@Simulated(seed = 1)");
  }

  /** Never suspends. */
  static class Spins {
    @Simulated(seeds = 2, patienceSeconds = 1)
    void spins() {
      while (spins) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void a_task_that_never_suspends_is_reported_after_a_while() {
    spins = true;
    try {
      Results results =
          Results.with(
              Map.of("gonzo.junit.agent", "off", "gonzo.junit.grace.seconds", "1"), Spins.class);
      assertThat(results.failed()).hasSize(1);
      assertThat(results.failure("seed 1"))
          .hasMessageContainingAll(
              "it has not ended within 1 s of real time",
              "patienceSeconds",
              "A task runs in a loop that never suspends",
              "main",
              "@Simulated(seed = 1)");
    } finally {
      spins = false;
    }
    // The next simulation does not mind.
    assertThat(Results.with(NO_AGENT, Spins.class).passed()).containsExactly("seed 1", "seed 2");
  }
}
