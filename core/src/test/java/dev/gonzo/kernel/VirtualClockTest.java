package dev.gonzo.kernel;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Moment;
import dev.gonzo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Virtual time stops while anything can happen, and otherwise jumps to the next timer. */
class VirtualClockTest {
  private final VirtualClock clock = new VirtualClock();
  private final List<String> events = new ArrayList<>();

  @Test
  // docs/edges.md: H5
  void it_jumps_to_a_deadline_if_nothing_outside_can_wake_a_task() {
    assertThat(clock.waitNanos(100, true)).isEqualTo(-1);
    assertThat(clock.nanos()).isZero();
    assertThat(clock.waitNanos(Long.MAX_VALUE, false)).isEqualTo(-1);
    assertThat(clock.nanos()).isZero();
    assertThat(clock.waitNanos(100, false)).isZero();
    assertThat(clock.nanos()).isEqualTo(100);
    assertThat(clock.waitNanos(50, false)).isZero();
    assertThat(clock.nanos()).isEqualTo(100);
  }

  @Test
  void sleepers_wake_at_exactly_their_times_and_in_their_order() throws Exception {
    run(
        Kernels.of("none", clock),
        () -> {
          var tasks = new ArrayList<Task<?>>();
          for (int hours : new int[] {3, 1, 2, 1}) {
            tasks.add(
                spawn(() -> {
                  sleep(Duration.ofHours(hours));
                  events.add(hours + " h at " + Moment.now().sinceOrigin());
                }));
          }
          for (var task : tasks) {
            task.join();
          }
        });
    assertThat(events).containsExactly("1 h at PT1H", "1 h at PT1H", "2 h at PT2H", "3 h at PT3H");
  }

  @Test
  void it_stands_still_while_a_worker_thread_works() throws Exception {
    var leave = new CountDownLatch(1);
    run(
        Kernels.of("none", clock),
        () -> {
          var sleeper =
              spawn(() -> {
                sleep(Duration.ofHours(1));
                events.add("slept");
              });
          var releaser = Thread.ofPlatform().unstarted(leave::countDown);
          runInThread(() -> {
            releaser.start();
            leave.await();
            return null;
          });
          events.add("worked at " + Moment.now().sinceOrigin());
          sleeper.join();
          events.add("joined at " + Moment.now().sinceOrigin());
        });
    assertThat(events).containsExactly("worked at PT0S", "slept", "joined at PT1H");
  }
}
