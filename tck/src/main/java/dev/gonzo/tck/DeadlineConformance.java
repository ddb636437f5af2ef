package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.every;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.timeoutAt;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.InTime;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Blocks with deadlines, nested in every way. In virtual time. */
public abstract class DeadlineConformance extends Conformance {
  /** Creates the chapter. */
  protected DeadlineConformance() {
    super(SchedulingTrap.class);
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: rule 4, C1
  void an_outer_deadline_passes_through_an_inner_block_untouched() {
    run(() -> {
      var transcript = new TimedTranscript();
      assertThrows(
          DeadlineExceededException.class,
          () ->
              timeoutAfter(
                  ofMillis(750),
                  () -> {
                    try {
                      timeoutAfter(ofSeconds(5), () -> sleep(ofSeconds(10)));
                    } catch (DeadlineExceededException wrong) {
                      transcript.add("the inner block claims it");
                    } catch (Cancelled passing) {
                      transcript.add("passes");
                      throw passing;
                    }
                  }));
      transcript.add("caught outside");
      transcript.expect("750 passes", "750 caught outside");
    });
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: C2
  void an_inner_deadline_that_is_not_caught_is_not_the_outer_ones() {
    run(() -> {
      var expired =
          assertThrows(
              DeadlineExceededException.class,
              () ->
                  timeoutAfter(
                      ofSeconds(10), () -> timeoutAfter(ofSeconds(1), () -> sleep(ofSeconds(60)))));
      assertThat(expired).hasMessageContaining("PT1S");
      assertEquals(1, Moment.now().sinceOrigin().toSeconds());
    });
  }

  @Test
  @Specified("3.5")
  // docs/edges.md: rule 4, C3
  void when_two_expire_in_the_same_round_the_outer_one_wins() {
    run(() -> {
      var transcript = new TimedTranscript();
      boolean done =
          ignoreAfter(
              ofMillis(100),
              () -> {
                try {
                  timeoutAfter(ofMillis(100), () -> sleep(ofSeconds(1)));
                } catch (DeadlineExceededException wrong) {
                  transcript.add("the inner one won");
                }
              });
      assertFalse(done);
      transcript.expect();
    });
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: C4
  void an_outer_deadline_reaches_the_clean_up_of_an_inner_one() {
    run(() -> {
      var transcript = new TimedTranscript();
      boolean done =
          ignoreAfter(
              ofMillis(300),
              () ->
                  timeoutAfter(
                      ofMillis(100),
                      () -> {
                        try {
                          sleep(ofSeconds(9));
                        } finally {
                          transcript.add("cleans up");
                          sleep(ofMillis(1800));
                          transcript.add("was not disturbed");
                        }
                      }));
      assertFalse(done);
      transcript.add("out");
      transcript.expect("100 cleans up", "300 out");
    });
  }

  @Test
  @Specified("3.5")
  // docs/edges.md: rule 4, C5
  void a_null_limit_is_none_and_leaves_the_outer_one_in_force() {
    run(() -> {
      assertEquals(7, timeoutAfter((Duration) null, () -> 7));
      boolean done =
          ignoreAfter(ofMillis(5), () -> timeoutAfter((Duration) null, () -> sleep(ofSeconds(1))));
      assertFalse(done);
      assertEquals(5, Moment.now().sinceOrigin().toMillis());
      assertTrue(ignoreAfter(null, () -> sleep(ofMillis(5))));
    });
  }

  @Test
  @Specified("3.5")
  // docs/edges.md: C6
  void a_limit_of_zero_or_less_enters_the_block_and_cancels_it_at_its_first_checkpoint() {
    run(() -> {
      for (Duration limit :
          new Duration[] {ZERO, ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE)}) {
        var transcript = new TimedTranscript();
        assertThrows(
            DeadlineExceededException.class,
            () ->
                timeoutAfter(
                    limit,
                    () -> {
                      transcript.add("entered");
                      checkpoint();
                      transcript.add("went on");
                    }));
        transcript.expect("0 entered");
      }
      assertThrows(
          DeadlineExceededException.class,
          () -> timeoutAt(Moment.now().plus(ofSeconds(-1)), () -> checkpoint()));
    });
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: C7
  void a_body_that_ends_late_without_a_checkpoint_keeps_its_result() {
    run(() -> {
      assertEquals("kept", timeoutAfter(ZERO, () -> "kept"));
      yieldNow(); // and nothing is left over for the next checkpoint
    });
  }

  @Test
  @Specified("3.6")
  // docs/edges.md: C8
  void a_timer_that_was_cleared_does_not_fire_later() {
    run(() -> {
      timeoutAfter(ofMillis(10), () -> sleep(ofMillis(5)));
      sleep(ofMillis(100));
      for (int i = 0; i < 1_000; i++) {
        timeoutAfter(ofMillis(1), () -> 1);
      }
      sleep(ofMillis(100));
    });
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: C9
  void an_outer_deadline_that_passed_in_an_inner_block_arrives_after_it() {
    run(() -> {
      var transcript = new TimedTranscript();
      boolean done =
          ignoreAfter(
              ofMillis(50),
              () -> {
                boolean inner =
                    ignoreAfter(
                        ofMillis(10),
                        () -> {
                          try {
                            sleep(ofSeconds(1));
                          } catch (Cancelled own) {
                            transcript.add("inner");
                            throw own;
                          }
                        });
                assertFalse(inner);
                sleep(ofSeconds(1));
              });
      assertFalse(done);
      transcript.add("outer");
      transcript.expect("10 inner", "50 outer");
    });
  }

  @Test
  @Specified({"4.2", "4.4"})
  // docs/edges.md: C11, C12
  void a_cancelled_task_is_not_disturbed_by_the_deadlines_it_had_and_can_set_new_ones() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> task =
          spawn(() -> {
            timeoutAfter(
                ofMillis(500),
                () -> {
                  try {
                    sleep(ofSeconds(100));
                  } finally {
                    sleep(ofSeconds(2));
                    transcript.add("slept past the old deadline");
                    assertFalse(ignoreAfter(ofMillis(10), () -> sleep(ofSeconds(5))));
                    transcript.add("a new one works");
                  }
                });
          });
      sleep(ofMillis(100));
      task.cancel();
      transcript.expect("2100 slept past the old deadline", "2110 a new one works");
      assertInstanceOf(Outcome.Cancellation.class, task.outcome().orElseThrow());
    });
  }

  @Test
  @Specified({"3.5", "3.6"})
  // docs/edges.md: C14
  void a_deadline_can_be_moved_later_and_earlier_from_inside() {
    run(() -> {
      timeoutAfter(
          ofMillis(10),
          deadline -> {
            for (int i = 0; i < 5; i++) {
              deadline.moveAfter(ofMillis(10));
              sleep(ofMillis(9));
              assertEquals(1, deadline.remaining().toMillis());
            }
            return 0;
          });
      assertEquals(45, Moment.now().sinceOrigin().toMillis());
      assertThrows(
          DeadlineExceededException.class,
          () ->
              timeoutAfter(
                  ofSeconds(10),
                  deadline -> {
                    deadline.moveAfter(ofMillis(1));
                    sleep(ofSeconds(5));
                    return 0;
                  }));
      assertEquals(46, Moment.now().sinceOrigin().toMillis());
    });
  }

  @Test
  @Specified("4.4")
  // docs/edges.md: C13
  void a_body_that_fails_otherwise_throws_that() {
    run(() -> {
      assertThrows(
          IOException.class,
          () ->
              timeoutAfter(
                  ofMillis(10),
                  () -> {
                    try {
                      sleep(ofSeconds(1));
                    } finally {
                      fail();
                    }
                  }));
    });
  }

  private static void fail() throws IOException {
    throw new IOException("the clean-up failed");
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: C13
  void ignoring_tells_by_its_answer_and_only_its_own() {
    run(() -> {
      assertEquals(7, ignoreAfter(ofMillis(5), () -> 7).get());
      InTime<Integer> late =
          ignoreAfter(
              ofMillis(5),
              () -> {
                sleep(ofSeconds(1));
                return 7;
              });
      assertTrue(late.isEmpty());
      InTime<@Nullable String> none = ignoreAfter(ofMillis(5), () -> null);
      assertTrue(none.isPresent());
      assertNull(none.get());
      assertThrows(
          DeadlineExceededException.class,
          () ->
              ignoreAfter(
                  ofSeconds(5), () -> timeoutAfter(ofMillis(5), () -> sleep(ofSeconds(1)))));
    });
  }

  @Test
  @Specified("3.5")
  // docs/edges.md: C15
  void a_thousand_deadlines_at_the_same_point_each_fire_once() {
    run(() -> {
      var expired = new ArrayList<Integer>();
      var tasks = new ArrayList<Task<?>>();
      for (int i = 0; i < 1_000; i++) {
        int number = i;
        tasks.add(
            spawn(() -> {
              if (!ignoreAfter(ofMillis(10), () -> sleep(ofSeconds(1)))) {
                expired.add(number);
              }
            }));
      }
      for (Task<?> task : tasks) {
        task.join();
      }
      assertEquals(1_000, expired.size());
      assertEquals(10, Moment.now().sinceOrigin().toMillis());
      assertEquals(999, expired.getLast());
    });
  }

  @Test
  @Specified("3.1")
  void huge_durations_do_not_overflow() {
    run(() -> {
      assertEquals(1, timeoutAfter(ofSeconds(Long.MAX_VALUE), () -> 1));
      assertEquals(1, timeoutAt(Moment.now().plus(ofSeconds(Long.MAX_VALUE)), () -> 1));
      assertFalse(ignoreAfter(ofMillis(1), () -> sleep(ofSeconds(Long.MAX_VALUE))));
    });
  }

  @Test
  @Specified({"3.2", "3.4"})
  void ticks_do_not_drift_and_leave_out_what_was_missed() {
    run(() -> {
      var beats = new ArrayList<Long>();
      for (Duration passed : every(ofMillis(10))) {
        beats.add(passed.toMillis());
        assertEquals(passed.toMillis(), Moment.now().sinceOrigin().toMillis());
        if (beats.size() == 3) {
          sleep(ofMillis(25));
        } else {
          sleep(ofMillis(4));
        }
        if (beats.size() == 5) {
          break;
        }
      }
      assertEquals("[10, 20, 30, 60, 70]", beats.toString());
    });
  }

  @Test
  @Specified("4.1")
  void the_cause_shows_where_the_body_was() {
    run(() -> {
      var expired =
          assertThrows(
              DeadlineExceededException.class,
              () -> timeoutAfter(ofMillis(5), DeadlineConformance::waitHere));
      assertInstanceOf(Cancelled.class, expired.getCause());
      boolean shown = false;
      for (StackTraceElement frame : expired.getCause().getStackTrace()) {
        shown |= frame.getMethodName().equals("waitHere");
      }
      assertTrue(shown);
      assertEquals(Task.current().name(), ((Cancelled) expired.getCause()).requester());
    });
  }

  private static void waitHere() {
    sleep(ofSeconds(1));
  }
}
