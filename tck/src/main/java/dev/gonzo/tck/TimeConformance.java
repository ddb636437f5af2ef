package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.ThreadTrap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 3, "Time": sleeping, and the clock. The kernel runs on a virtual clock. */
public abstract class TimeConformance extends Conformance {
  private final Transcript transcript = new Transcript();

  /** Creates the chapter. */
  protected TimeConformance() {
    super(SchedulingTrap.class);
  }

  @Test
  @Specified({"3.2", "3.4"})
  void a_sleep_moves_the_clock_by_exactly_its_length() {
    run(() -> {
      Moment before = Moment.now();
      sleep(ofNanos(1));
      assertThat(Moment.now().since(before)).isEqualTo(ofNanos(1));
      sleep(ofHours(1));
      assertThat(Moment.now().since(before)).isEqualTo(ofHours(1).plusNanos(1));
    });
  }

  @Test
  @Specified({"3.3", "3.4"})
  void a_sleep_answers_the_clock_at_its_end() {
    run(() -> {
      Moment before = Coroutine.trap(new ReadClock());
      Moment later = before.plus(ofNanos(42));
      assertThat(Coroutine.trap(new Sleep(later))).isEqualTo(later);
      assertThat(Coroutine.trap(new Sleep(before))).isEqualTo(later);
    });
  }

  @Test
  @Specified("3.4")
  void sleepers_wake_in_order_of_their_deadlines() {
    run(() -> {
      var tasks = new ArrayList<Task<?>>();
      for (int millis : new int[] {30, 10, 20, 0}) {
        tasks.add(
            spawn(() -> {
              sleep(ofMillis(millis));
              transcript.add(millis + "ms");
            }));
      }
      for (Task<?> task : tasks) {
        Object _ = task.join();
      }
    });
    assertThat(transcript).hasToString("0ms 10ms 20ms 30ms");
  }

  @Test
  @Specified("3.4")
  void of_equal_deadlines_the_one_that_was_set_first_is_the_first() {
    run(() -> {
      for (String name : List.of("a", "b", "c", "d")) {
        var _ =
            spawn(() -> {
              sleep(ofMillis(5));
              transcript.add(name);
            });
      }
      sleep(ofMillis(5));
      transcript.add("main");
      yieldNow();
    });
    // main was the first to set its timer, when the others had not begun.
    assertThat(transcript).hasToString("main a b c d");
  }

  @Test
  @Specified("3.4")
  void a_sleep_of_zero_or_less_only_gives_up_the_turn() {
    for (Duration none : List.of(ZERO, ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
      var order = new Transcript();
      run(() -> {
        var _ = spawn(() -> order.add("other"));
        Moment before = Moment.now();
        sleep(none);
        order.add("main");
        assertThat(Moment.now()).isEqualTo(before);
      });
      assertThat(order).hasToString("other main");
    }
  }

  @Test
  @Specified("3.4")
  // docs/edges.md: E22
  void a_task_that_sleeps_for_zero_in_a_loop_starves_nobody() {
    run(() -> {
      boolean[] stop = {false};
      var greedy =
          spawn(() -> {
            while (!stop[0]) {
              sleep(ZERO);
            }
          });
      var other = spawn(() -> stop[0] = true);
      Object _ = other.join();
      greedy.join();
    });
  }

  @Test
  @Specified("3.2")
  void time_stands_still_while_somebody_can_run() {
    run(() -> {
      var sleeper =
          spawn(() -> {
            sleep(ofNanos(1));
            transcript.add("sleeper");
          });
      for (int i = 0; i < 1_000; i++) {
        yieldNow();
      }
      transcript.add("main");
      sleeper.join();
    });
    assertThat(transcript).hasToString("main sleeper");
  }

  @Test
  @Specified({"3.1", "3.4"})
  void a_sleep_of_any_length_can_be_cancelled() {
    run(() -> {
      for (Duration huge : List.of(ofSeconds(Long.MAX_VALUE), ofNanos(Long.MAX_VALUE))) {
        var sleeper = spawn(() -> sleep(huge));
        Moment before = Moment.now();
        sleep(ofMillis(1));
        sleeper.cancel();
        assertThat(Moment.now()).isEqualTo(before.plus(ofMillis(1)));
      }
    });
  }

  @Test
  @Specified("3.4")
  // docs/edges.md: A1
  void the_timer_of_a_cancelled_sleep_wakes_nobody() {
    run(() -> {
      var sleeper =
          spawn(() -> {
            try {
              sleep(ofMillis(10));
              transcript.add("slept");
            } finally {
              sleep(ofMillis(50));
              transcript.add("clean at " + Moment.now().sinceOrigin().toMillis());
            }
          });
      sleep(ofMillis(5));
      sleeper.cancel();
    });
    assertThat(transcript).hasToString("clean at 55");
  }

  @Test
  @Specified("3.4")
  // docs/edges.md: C17
  void a_sleep_that_is_over_when_it_is_cancelled_returns() {
    run(() -> {
      var sleeper = new AtomicReference<Task<?>>();
      // Both end at the same time; the canceller's timer was set first, so it has its turn first.
      var canceller =
          spawn(() -> {
            sleep(ofMillis(10));
            assertThat(sleeper.get().requestCancel("too late for the sleep")).isTrue();
          });
      sleeper.set(
          spawn(() -> {
            sleep(ofMillis(10));
            transcript.add("slept");
            checkpoint();
            transcript.add("not reached");
          }));
      canceller.join();
      sleeper.get().cancel();
    });
    assertThat(transcript).hasToString("slept");
  }

  @Test
  @Specified("3.4")
  // docs/edges.md: H7
  void ten_thousand_sleepers_wake_each_at_its_time() {
    long seed = 20_160_730;
    List<Long> lengths = new ArrayList<>(LongStream.rangeClosed(1, 10_000).boxed().toList());
    Collections.shuffle(lengths, new Random(seed));
    var woken = new ArrayList<Long>();
    run(() -> {
      for (long micros : lengths) {
        var _ =
            spawn(() -> {
              sleep(Duration.ofNanos(micros * 1_000));
              woken.add(Moment.now().sinceOrigin().toNanos() / 1_000);
            });
      }
      long origin = Moment.now().sinceOrigin().toNanos();
      assertThat(origin).isZero();
      sleep(ofSeconds(1));
    });
    assertThat(woken).hasSize(10_000).isSorted().startsWith(1L).endsWith(10_000L);
  }

  @Test
  @Specified({"3.2", "3.4"})
  void a_thousand_cancelled_sleepers_leave_nothing_behind() {
    run(() -> {
      var sleepers = new ArrayList<Task<?>>();
      for (int i = 1; i <= 1_000; i++) {
        long seconds = i;
        sleepers.add(spawn(() -> sleep(ofSeconds(seconds))));
      }
      yieldNow();
      for (Task<?> sleeper : sleepers) {
        sleeper.requestCancel("all at once");
      }
      for (Task<?> sleeper : sleepers) {
        sleeper.cancel();
      }
      assertThat(Moment.now().sinceOrigin()).isZero();
      sleep(ofMillis(1));
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofMillis(1));
    });
  }

  @Tag("realTime")
  @Test
  @Specified("3.2")
  // docs/edges.md: H9
  void time_does_not_jump_while_a_thread_works_for_a_task() throws Exception {
    Kernel kernel = kernel();
    Assumptions.assumeTrue(kernel.supports(ThreadTrap.class));
    Gonzo.run(
        kernel,
        () -> {
          Moment before = Moment.now();
          var sleeper = spawn(() -> sleep(ofHours(1)));
          yieldNow();
          String answer =
              runInThread(() -> {
                Thread.sleep(20);
                return "worked";
              });
          assertThat(answer).isEqualTo("worked");
          if (peers().areReal()) {
            assertThat(Moment.now()).isEqualTo(before);
          } else { // where threads are simulated too, their work may take its own time
            assertThat(Moment.now().since(before)).isLessThan(ofHours(1));
          }
          sleeper.join();
          assertThat(Moment.now()).isEqualTo(before.plus(ofHours(1)));
        });
  }
}
