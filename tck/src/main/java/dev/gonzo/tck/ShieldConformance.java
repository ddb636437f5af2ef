package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.Select;
import dev.gonzo.trap.SchedulingTrap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Shields, idle waits, and cancellations that are swallowed. In virtual time. */
public abstract class ShieldConformance extends Conformance {
  /** Creates the chapter. */
  protected ShieldConformance() {
    super(SchedulingTrap.class);
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: B1, B4
  void a_cancellation_waits_until_the_shield_is_left() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> task =
          spawn(() -> {
            withoutCancellation(() -> sleep(ofMillis(100)));
            transcript.add("the shield is left");
            assertEquals("stop", Cancelled.pending().orElseThrow().reason());
            checkpoint();
            transcript.add("went on");
          });
      sleep(ofMillis(10));
      task.cancel("stop");
      transcript.expect("100 the shield is left");
      assertInstanceOf(Outcome.Cancellation.class, task.outcome().orElseThrow());
    });
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: B2
  void shields_nest_and_the_outermost_counts() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> task =
          spawn(() ->
              withoutCancellation(() -> {
                withoutCancellation(() -> sleep(ofMillis(10)));
                checkpoint();
                sleep(ofMillis(10));
                transcript.add("end of the outer one");
              }));
      yieldNow();
      task.cancel();
      transcript.expect("20 end of the outer one");
    });
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: B7
  void a_deadline_inside_a_shield_works_for_its_own_block() {
    run(() -> {
      withoutCancellation(() -> assertFalse(ignoreAfter(ofMillis(10), () -> sleep(ofSeconds(1)))));
      assertEquals(10, Moment.now().sinceOrigin().toMillis());
    });
  }

  @Test
  @Specified("4.2")
  void a_deadline_around_a_shield_waits_for_its_end() {
    run(() -> {
      var transcript = new TimedTranscript();
      boolean done =
          ignoreAfter(
              ofMillis(10),
              () -> {
                withoutCancellation(() -> sleep(ofMillis(100)));
                transcript.add("shield left");
                sleep(ofSeconds(1));
              });
      assertFalse(done);
      transcript.add("out");
      transcript.expect("100 shield left", "100 out");
    });
  }

  @Test
  @Specified("4.2")
  // docs/edges.md: C10
  void a_deadline_that_passed_under_a_shield_is_dropped_with_its_block() {
    run(() -> {
      withoutCancellation(() -> {
        boolean done =
            ignoreAfter(ofMillis(10), () -> withoutCancellation(() -> sleep(ofMillis(50))));
        assertTrue(done);
      });
      checkpoint();
      sleep(ofMillis(10));
    });
  }

  @Test
  @Specified("4.4")
  // docs/edges.md: B8
  void a_failing_clean_up_is_what_leaves_with_the_cancellation_attached() {
    run(() -> {
      Task<?> task =
          spawn(() -> {
            try (var broken = new Broken()) {
              broken.use();
            }
          });
      yieldNow();
      task.cancel();
      var end = assertInstanceOf(Outcome.Cancellation.class, task.outcome().orElseThrow());
      assertEquals("close failed", end.cancelled().getSuppressed()[0].getMessage());
    });
  }

  @Test
  @Specified("4.4")
  // docs/edges.md: A7, B5
  void a_second_cancel_does_not_cut_the_clean_up_short_and_waits_for_the_same_end() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> task =
          spawn(() -> {
            try {
              sleep(ofSeconds(100));
            } finally {
              sleep(ofSeconds(1));
              transcript.add("cleaned up");
            }
          });
      yieldNow();
      Task<?> first = spawn(() -> task.cancel("first"));
      sleep(ofMillis(500));
      task.cancel("second");
      transcript.add("second returns");
      first.join();
      transcript.expect("1000 cleaned up", "1000 second returns");
    });
  }

  @Test
  @Specified("4.4")
  // docs/edges.md: A8
  void a_task_that_swallowed_one_is_reached_by_a_later_one() {
    run(() -> {
      int[] met = new int[1];
      Task<?> task =
          spawn(() -> {
            while (met[0] < 2) {
              try {
                sleep(ofSeconds(1));
              } catch (Cancelled swallowed) {
                met[0]++;
              }
            }
          });
      yieldNow();
      assertTrue(task.requestCancel("one"));
      sleep(ofMillis(10));
      task.cancel("two");
      assertEquals(2, met[0]);
      assertEquals(10, Moment.now().sinceOrigin().toMillis());
    });
  }

  @Test
  @Specified({"4.2", "4.8"})
  void a_deadline_inside_a_shield_is_not_dropped_for_a_request_of_the_same_round() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?>[] limited = new Task<?>[1];
      // Its timer is set first: its turn is between the deadline and the task that the deadline
      // cancels.
      spawn(() -> {
        sleep(ofMillis(20));
        assertTrue(limited[0].requestCancel("the whole task"));
      });
      yieldNow();
      limited[0] =
          spawn(() -> {
            withoutCancellation(() -> {
              assertFalse(ignoreAfter(ofMillis(20), () -> sleep(ofSeconds(60))));
              transcript.add("the limit has ended its block");
            });
            checkpoint();
            transcript.add("went on");
          });
      assertCancelled(limited[0], "the whole task");
      transcript.expect("20 the limit has ended its block");
    });
  }

  @Test
  @Specified({"4.4", "4.8"})
  void a_deadline_of_the_clean_up_is_not_dropped_for_a_second_request_of_the_same_round() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?>[] limited = new Task<?>[1];
      spawn(() -> {
        sleep(ofMillis(20));
        limited[0].requestCancel("second");
      });
      yieldNow();
      limited[0] =
          spawn(() -> {
            try {
              sleep(ofSeconds(60));
            } finally {
              assertFalse(ignoreAfter(ofMillis(20), () -> sleep(ofSeconds(60))));
              sleep(ofMillis(5));
              transcript.add("cleaned up");
            }
          });
      yieldNow();
      limited[0].requestCancel("first");
      assertCancelled(limited[0], "first");
      transcript.expect("25 cleaned up");
    });
  }

  @Test
  @Specified({"4.2", "4.8"})
  void a_members_failure_inside_a_shield_is_not_dropped_for_a_request_of_the_same_round() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> owner =
          spawn(() ->
              withoutCancellation(() -> {
                try (var group = TaskGroup.<Void>open()) {
                  group.spawn(() -> {
                    throw new IllegalStateException("the member");
                  });
                  sleep(ofSeconds(60));
                } catch (TaskFailedException failed) {
                  transcript.add(String.valueOf(failed.getCause()));
                }
              }));
      spawn(() -> {
        yieldNow();
        owner.requestCancel("the whole task");
      });
      owner.join();
      transcript.expect("0 java.lang.IllegalStateException: the member");
    });
  }

  @Test
  @Specified("4.8")
  void a_second_request_changes_nothing_while_the_first_is_masked() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> task =
          spawn(() -> {
            withoutCancellation(() -> sleep(ofMillis(100)));
            sleep(ofSeconds(1));
          });
      yieldNow();
      assertTrue(task.requestCancel("first"));
      assertFalse(task.requestCancel("second"));
      assertCancelled(task, "first");
      transcript.add("ended");
      transcript.expect("100 ended");
    });
  }

  private static void assertCancelled(Task<?> task, String reason) {
    var failed = assertThrows(TaskFailedException.class, task::join);
    var end = assertInstanceOf(Outcome.Cancellation.class, task.outcome().orElseThrow());
    assertSame(end.cancelled(), failed.getCause());
    assertEquals(reason, end.cancelled().reason());
  }

  @Test
  @Specified("4.4")
  void a_task_that_swallowed_one_and_went_on_is_reached_by_a_later_one_where_it_waits() {
    Map<String, AsyncRunnable<Exception>> bodies =
        new TreeMap<>(
            Map.of(
                "a catch block",
                () -> {
                  try {
                    sleep(ofSeconds(60));
                  } catch (Cancelled swallowed) {
                    // And on it goes.
                  }
                  sleep(ofSeconds(60));
                },
                "a catch block with a wait",
                () -> {
                  try {
                    sleep(ofSeconds(60));
                  } catch (
                      @SuppressWarnings("gonzo:swallowed-cancellation")
                      Throwable swallowed) {
                    sleep(ofMillis(1));
                  }
                  sleep(ofSeconds(60));
                },
                "a method that is called",
                () -> {
                  swallow();
                  sleep(ofSeconds(60));
                },
                "a finally block that returns",
                () -> {
                  int _ = swallowByReturning();
                  sleep(ofSeconds(60));
                },
                "a loop",
                () -> {
                  for (int round = 0; round < 2; round++) {
                    boolean first = round == 0;
                    try {
                      sleep(ofSeconds(60));
                    } catch (Cancelled swallowed) {
                      if (!first) {
                        throw swallowed;
                      }
                    }
                  }
                },
                "a body inside blocks",
                () ->
                    timeoutAfter(
                        ofSeconds(300),
                        () ->
                            idle(() -> {
                              swallow();
                              sleep(ofSeconds(60));
                              return 0;
                            })),
                "a callback of the JDK's",
                () -> {
                  List.of(1).forEach(_ -> swallow());
                  sleep(ofSeconds(60));
                },
                "a library that stores what is thrown",
                () -> {
                  new FutureTask<>(() -> sleep(ofSeconds(60)), 0).run();
                  sleep(ofSeconds(60));
                },
                "a method that is called again",
                () -> {
                  for (int job = 0; job < 2; job++) {
                    waitAndSwallow(job == 0 ? ofMillis(1) : ofSeconds(60));
                  }
                },
                "a clean-up in which one was swallowed",
                () -> {
                  try {
                    sleep(ofSeconds(60));
                  } finally {
                    swallow();
                    sleep(ofSeconds(60));
                  }
                }));
    run(() -> {
      for (var body : bodies.entrySet()) {
        Task<?> task = spawn(body.getKey(), body.getValue());
        sleep(ofMillis(10));
        assertTrue(task.requestCancel("first"), body.getKey());
        sleep(ofMillis(10));
        if (body.getKey().startsWith("a clean-up")) {
          assertTrue(ignoreAfter(ofSeconds(1), () -> sleep(ofMillis(10))));
          task.cancel("second");
          assertEquals("first", reasonOf(task));
          continue;
        }
        Moment before = Moment.now();
        task.cancel("second");
        assertEquals(before, Moment.now(), body.getKey());
        assertEquals("second", reasonOf(task), body.getKey());
      }
    });
  }

  private static String reasonOf(Task<?> task) {
    return assertInstanceOf(Outcome.Cancellation.class, task.outcome().orElseThrow())
        .cancelled()
        .reason();
  }

  private static void swallow() {
    try {
      sleep(ofSeconds(60));
    } catch (Cancelled swallowed) {
      // And on it goes.
    }
  }

  private static void waitAndSwallow(Duration first) {
    sleep(first);
    swallow();
  }

  @SuppressWarnings("finally") // that is what it shows
  private static int swallowByReturning() {
    try {
      sleep(ofSeconds(60));
    } finally {
      return 0;
    }
  }

  @Test
  @Specified({"4.4", "4.8"})
  void a_request_that_comes_before_the_clean_up_is_left_arrives_at_the_next_checkpoint() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> task =
          spawn(() -> {
            try {
              sleep(ofSeconds(60));
            } catch (Cancelled swallowed) {
              sleep(ofMillis(100));
              transcript.add("the catch block ends");
            }
            checkpoint();
            transcript.add("went on");
          });
      yieldNow();
      task.requestCancel("first");
      sleep(ofMillis(10));
      assertTrue(task.requestCancel("second"));
      assertCancelled(task, "second");
      transcript.expect("100 the catch block ends");
    });
  }

  @Test
  @Specified({"4.4", "4.8"})
  void a_deadline_that_passes_after_a_swallowed_cancellation_arrives() {
    run(() -> {
      Task<Boolean> task =
          spawn(() ->
              ignoreAfter(
                  ofMillis(50),
                  () -> {
                    swallow();
                    sleep(ofSeconds(60));
                  }));
      yieldNow();
      task.requestCancel("swallowed");
      assertFalse(task.join());
      assertEquals(50, Moment.now().sinceOrigin().toMillis());
    });
  }

  @Test
  @Specified("4.4")
  void no_clean_up_is_cut_short_by_a_second_request() {
    var cleanedUp = new ArrayList<String>();
    Map<String, AsyncRunnable<Exception>> bodies =
        new TreeMap<>(
            Map.of(
                "a finally block",
                () -> {
                  try {
                    sleep(ofSeconds(60));
                  } finally {
                    cleanUp(cleanedUp, "a finally block");
                  }
                },
                "a catch block that throws on",
                () -> {
                  try {
                    sleep(ofSeconds(60));
                  } catch (Throwable thrown) {
                    cleanUp(cleanedUp, "a catch block that throws on");
                    throw thrown;
                  }
                },
                "a resource",
                () -> {
                  try (AutoCloseable _ = () -> cleanUp(cleanedUp, "a resource")) {
                    sleep(ofSeconds(60));
                  }
                },
                "two resources",
                () -> {
                  try (AutoCloseable _ = () -> cleanUp(cleanedUp, "two resources");
                      AutoCloseable _ = () -> sleep(ofMillis(20))) {
                    sleep(ofSeconds(60));
                  }
                },
                "a loop in a finally block",
                () -> {
                  try {
                    sleep(ofSeconds(60));
                  } finally {
                    for (int i = 0; i < 3; i++) {
                      sleep(ofMillis(20));
                    }
                    cleanUp(cleanedUp, "a loop in a finally block");
                  }
                },
                "a finally block inside a loop",
                () -> {
                  while (true) {
                    try {
                      sleep(ofSeconds(60));
                    } finally {
                      cleanUp(cleanedUp, "a finally block inside a loop");
                    }
                  }
                },
                "blocks in a finally block",
                () -> {
                  try {
                    timeoutAfter(ofSeconds(120), () -> sleep(ofSeconds(60)));
                  } finally {
                    timeoutAfter(
                        ofMinutes(2), () -> cleanUp(cleanedUp, "blocks in a finally block"));
                  }
                },
                "a callback of the JDK's",
                () -> {
                  try {
                    List.of(1).forEach(_ -> sleep(ofSeconds(60)));
                  } finally {
                    List.of(1).forEach(_ -> cleanUp(cleanedUp, "a callback of the JDK's"));
                  }
                }));
    run(() -> {
      for (var body : bodies.entrySet()) {
        Task<?> task = spawn(body.getKey(), body.getValue());
        sleep(ofMillis(1));
        task.requestCancel("first");
        sleep(ofMillis(30));
        task.requestCancel("second");
        sleep(ofMillis(30));
        task.cancel("third");
        assertEquals("first", reasonOf(task), body.getKey());
      }
    });
    assertEquals(new ArrayList<>(bodies.keySet()), cleanedUp);
  }

  private static void cleanUp(List<String> cleanedUp, String name) {
    sleep(ofMillis(100));
    cleanedUp.add(name);
  }

  @Test
  @Specified("4.2")
  void blocks_inside_an_idle_block_are_idle_too() {
    run(() -> {
      var channel = Channel.<Integer>rendezvous();
      Map<String, AsyncRunnable<Exception>> waits =
          Map.of(
              "a deadline", () -> ignoreAfter(ofSeconds(60), () -> sleep(ofSeconds(60))),
              "a select with a limit",
                  () ->
                      Select.select(
                          channel.onReceive(item -> item), Select.after(ofSeconds(60), () -> 0)),
              "a group",
                  () -> {
                    try (var group = TaskGroup.<Void>open()) {
                      group.spawn(() -> sleep(ofSeconds(60)));
                      group.join();
                    }
                  },
              "deadlines in deadlines",
                  () ->
                      timeoutAfter(
                          ofSeconds(60),
                          () -> ignoreAfter(ofSeconds(50), () -> sleep(ofSeconds(60)))));
      for (var wait : waits.entrySet()) {
        Task<?> task =
            spawn(() -> {
              idle(() -> {
                wait.getValue().run();
                return 0;
              });
            });
        settle();
        Moment before = Moment.now();
        task.cancelWhenIdle("shutdown", ofSeconds(30));
        assertEquals(before, Moment.now(), wait.getKey());
      }
    });
  }

  @Test
  @Specified("4.2")
  void a_shield_inside_an_idle_block_is_work() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> task =
          spawn(() ->
              idle(() -> {
                withoutCancellation(() -> sleep(ofMillis(100)));
                transcript.add("the work is done");
                sleep(ofSeconds(60));
                return 0;
              }));
      yieldNow();
      task.cancelWhenIdle("shutdown", ofSeconds(30));
      transcript.add("ended");
      transcript.expect("100 the work is done", "100 ended");
    });
  }

  @Test
  @Specified("4.2")
  void an_idle_block_inside_a_deadline_or_a_group_is_idle_and_what_follows_it_is_not() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> task =
          spawn(() ->
              timeoutAfter(
                  ofSeconds(300),
                  () -> {
                    idle(() -> {
                      sleep(ofMillis(10));
                      return 0;
                    });
                    sleep(ofMillis(100));
                    transcript.add("worked");
                    idle(() -> {
                      sleep(ofSeconds(60));
                      return 0;
                    });
                  }));
      sleep(ofMillis(50));
      task.cancelWhenIdle("shutdown", ofSeconds(30));
      transcript.add("ended");
      transcript.expect("110 worked", "110 ended");
    });
  }

  @Test
  @Specified("4.2")
  void an_idle_wait_is_ended_at_once_and_work_at_the_end_of_its_time() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> idler =
          spawn(() -> {
            while (true) {
              sleep(ofMillis(700));
              transcript.add("worked");
              idle(() -> {
                sleep(ofSeconds(1));
                return 0;
              });
            }
          });
      Task<?> worker =
          spawn(() -> {
            sleep(ofSeconds(60));
            return 0;
          });
      sleep(ofMillis(100));
      idler.cancelWhenIdle("shutdown", ofSeconds(5));
      transcript.add("the idler has ended");
      worker.cancelWhenIdle("shutdown", ofSeconds(5));
      transcript.add("the worker has ended");
      transcript.expect("700 worked", "700 the idler has ended", "5700 the worker has ended");
    });
  }

  @Test
  @Specified("4.1")
  void what_cancelled_it_can_be_told() {
    run(() -> {
      Task<?> task = spawn("victim", () -> sleep(ofSeconds(1)));
      yieldNow();
      task.cancel("tired");
      var end = assertInstanceOf(Outcome.Cancellation.class, task.outcome().orElseThrow());
      assertEquals("tired", end.cancelled().reason());
      assertEquals("main", end.cancelled().requester());
      assertTrue(end.cancelled().getStackTrace().length > 0);
    });
  }

  /** A resource whose close fails. */
  private static final class Broken implements AutoCloseable {
    void use() {
      sleep(ofSeconds(1));
    }

    @Override
    public void close() {
      throw new IllegalStateException("close failed");
    }
  }
}
