package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run ends even if its tasks swallow every cancellation. */
@Timeout(300)
@Tag("realTime")
class StubbornTasksTest {
  /** Sixty seconds pass on it in one. */
  private static final class FastClock implements Clock {
    private static final int FACTOR = 60;

    private final long origin = System.nanoTime();

    @Override
    public long nanos() {
      return FACTOR * (System.nanoTime() - origin);
    }

    @Override
    public long waitNanos(long deadlineNanos, boolean outside) {
      return deadlineNanos == Long.MAX_VALUE ? -1 : Math.max(0, (deadlineNanos - nanos()) / FACTOR);
    }
  }

  private static void silently(AsyncRunnable<Exception> main) throws Exception {
    try (var _ = new LogCapture()) {
      inVirtualTime(main);
    }
  }

  private static void catchEverything(AsyncRunnable<Exception> wait) throws Exception {
    while (true) {
      try {
        wait.run();
      } catch (Cancelled caught) {
        // Swallowed: the loop goes on.
      }
    }
  }

  @Test
  void a_task_that_catches_every_cancellation_is_left_and_reported() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        spawn("sleeps", () -> catchEverything(() -> sleep(ofHours(1))));
        spawn("wakes often", () -> catchEverything(() -> sleep(ofMillis(300))));
        yieldNow();
      });
      assertThat(log.warnings())
          .filteredOn(told -> told.contains("the run ends without tasks"))
          .singleElement()
          .asString()
          .contains("task sleeps at", "task wakes often at");
    }
  }

  @Test
  void one_that_never_waits_is_left_too() throws Exception {
    try (var log = new LogCapture()) {
      // In virtual time, no time passes while a task runs.
      run(
          Kernels.of("none", new FastClock()),
          () -> {
            spawn("busy", () -> catchEverything(() -> yieldNow()));
            yieldNow();
          });
      assertThat(log.warnings()).anyMatch(told -> told.contains("task busy at"));
    }
  }

  @Test
  void a_group_that_waits_for_one_does_not_keep_the_run() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        spawn(
            "owner",
            () -> {
              try (var group = TaskGroup.open()) {
                group.spawn("stubborn", () -> catchEverything(() -> sleep(ofSeconds(5))));
                group.join();
              }
            });
        yieldNow();
      });
      assertThat(log.warnings()).anyMatch(told -> told.contains("task stubborn at"));
    }
  }

  @Test
  void a_task_that_swallows_one_meets_the_next() throws Exception {
    List<Duration> caught = new CopyOnWriteArrayList<>();
    silently(() -> {
      spawn(() -> {
        for (int time = 0; time < 3; time++) {
          try {
            sleep(ofHours(1));
          } catch (Cancelled swallowed) {
            caught.add(Moment.now().sinceOrigin());
          }
        }
        sleep(ofHours(1));
      });
      yieldNow();
    });
    assertThat(caught).containsExactly(Duration.ZERO, ofSeconds(1), ofSeconds(2));
  }

  @Test
  void a_clean_up_takes_its_time_also_beside_a_stubborn_task() throws Exception {
    List<String> transcript = new CopyOnWriteArrayList<>();
    silently(() -> {
      spawn("stubborn", () -> catchEverything(() -> sleep(ofSeconds(5))));
      spawn(() -> {
        try {
          sleep(ofHours(1));
        } finally {
          for (int step = 0; step < 60; step++) {
            sleep(ofSeconds(5));
          }
          transcript.add("cleaned up after " + Moment.now().sinceOrigin());
        }
      });
      yieldNow();
    });
    assertThat(transcript).containsExactly("cleaned up after " + ofMinutes(5));
  }
}
