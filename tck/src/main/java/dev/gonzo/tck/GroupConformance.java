package dev.gonzo.tck;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.Cancelled;
import dev.gonzo.GroupPolicy;
import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Starting;
import dev.gonzo.Supervision;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.trap.SchedulingTrap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Task groups: nothing outlives its block, and nothing is lost. In virtual time. */
@Specified({"2.8", "2.13", "2.14", "2.15", "4.2", "4.7"})
public abstract class GroupConformance extends Conformance {
  /** Creates the chapter. */
  protected GroupConformance() {
    super(SchedulingTrap.class);
  }

  private static int after(int millis, int value) {
    sleep(ofMillis(millis));
    return value;
  }

  private static int failAfter(int millis, String message) throws IOException {
    sleep(ofMillis(millis));
    throw new IOException(message);
  }

  @Test
  void results_come_in_the_order_of_spawning() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        for (int i = 0; i < 3; i++) {
          int number = i;
          group.spawn(() -> after(100 - number, number));
        }
        group.join();
        assertEquals(List.of(0, 1, 2), group.results());
      }
    });
  }

  @Test
  // docs/edges.md: D1
  void the_first_failure_cancels_the_others_and_is_thrown_when_all_have_ended() {
    run(() -> {
      var transcript = new TimedTranscript();
      var failed =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn("bad", () -> failAfter(10, "boom"));
                  group.spawn(() -> {
                    try {
                      return after(60_000, 1);
                    } finally {
                      sleep(ofMillis(5));
                      transcript.add("cleaned up");
                    }
                  });
                  group.join();
                }
              });
      assertThat(failed).hasRootCauseMessage("boom");
      assertThat(failed).hasMessageContaining("bad");
      transcript.add("left");
      transcript.expect("15 cleaned up", "15 left");
    });
  }

  @Test
  // docs/edges.md: rule 8, D4
  void a_failure_wakes_the_body_wherever_it_waits() {
    run(() -> {
      assertThrows(
          TaskFailedException.class,
          () -> {
            try (var group = TaskGroup.<Integer>open()) {
              group.spawn(() -> failAfter(10, "boom"));
              sleep(ofSeconds(100));
            }
          });
      assertEquals(10, Moment.now().sinceOrigin().toMillis());
    });
  }

  @Test
  // docs/edges.md: rule 5, D2
  void further_failures_are_suppressed_ones() {
    run(() -> {
      var failed =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn(() -> failAfter(10, "first"));
                  group.spawn(() -> {
                    try {
                      return after(60_000, 1);
                    } finally {
                      failNow();
                    }
                  });
                  group.join();
                }
              });
      assertThat(failed).hasRootCauseMessage("first");
      assertEquals("second", failed.getSuppressed()[0].getMessage());
    });
  }

  private static void failNow() {
    throw new IllegalStateException("second");
  }

  @Test
  // docs/edges.md: D3
  void the_bodys_own_exception_wins_and_the_members_are_awaited() {
    run(() -> {
      var transcript = new TimedTranscript();
      assertThrows(
          IOException.class,
          () -> {
            try (var group = TaskGroup.<Integer>open()) {
              group.spawn(() -> {
                try {
                  return after(60_000, 1);
                } finally {
                  sleep(ofMillis(7));
                  transcript.add("member ended");
                }
              });
              yieldNow();
              throw new IOException("mine");
            }
          });
      transcript.add("left");
      transcript.expect("7 member ended", "7 left");
    });
  }

  @Test
  // docs/edges.md: D5
  void members_clean_up_side_by_side() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        for (int i = 0; i < 4; i++) {
          group.spawn(() -> {
            try {
              return after(60_000, 1);
            } finally {
              sleep(ofMillis(300));
            }
          });
        }
        yieldNow();
      }
      assertEquals(300, Moment.now().sinceOrigin().toMillis());
    });
  }

  @Test
  // docs/edges.md: rule 8, D6
  void an_owner_that_is_cancelled_again_while_it_waits_still_awaits_all() {
    run(() -> {
      var transcript = new TimedTranscript();
      boolean done =
          ignoreAfter(
              ofMillis(200),
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn(() -> {
                    try {
                      return after(60_000, 1);
                    } finally {
                      sleep(ofMillis(500));
                      transcript.add("member ended");
                    }
                  });
                  ignoreAfter(ofMillis(100), group::join);
                }
                checkpoint();
              });
      assertFalse(done);
      transcript.add("out");
      transcript.expect("600 member ended", "600 out");
    });
  }

  @Test
  // docs/edges.md: D7, D8
  void a_group_that_is_ending_takes_no_more_members() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        group.join();
        assertThrows(IllegalStateException.class, () -> group.spawn(() -> 1));
        assertThrows(IllegalStateException.class, group::join);
      }
      var refused = new ArrayList<IllegalStateException>();
      try (var group = TaskGroup.<Integer>open()) {
        group.spawn(() -> {
          try {
            return after(60_000, 1);
          } finally {
            refused.add(assertThrows(IllegalStateException.class, () -> group.spawn(() -> 2)));
          }
        });
        yieldNow();
      }
      assertThat(refused.getFirst()).hasMessageContaining("separate group");
    });
  }

  @Test
  // docs/edges.md: D10
  void any_is_decided_by_the_first_to_end_be_it_a_failure() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open(GroupPolicy.any())) {
        group.spawn(() -> after(20, 1));
        group.spawn(() -> after(10, 2));
        group.join();
        assertEquals(2, group.result());
      }
      assertThrows(
          TaskFailedException.class,
          () -> {
            try (var group = TaskGroup.<Integer>open(GroupPolicy.any())) {
              group.spawn(() -> after(20, 1));
              group.spawn(() -> failAfter(10, "lost"));
              group.join();
            }
          });
    });
  }

  @Test
  void first_success_passes_failures_over_and_fails_if_all_do() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open(GroupPolicy.firstSuccess())) {
        group.spawn(() -> failAfter(5, "no"));
        group.spawn(() -> after(10, 2));
        group.join();
        assertEquals(2, group.result());
      }
      var failed =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open(GroupPolicy.firstSuccess())) {
                  group.spawn(() -> failAfter(5, "one"));
                  group.spawn(() -> failAfter(6, "two"));
                  group.join();
                }
              });
      assertThat(failed).hasRootCauseMessage("one");
      assertEquals("two", failed.getSuppressed()[0].getMessage());
    });
  }

  @Test
  // docs/edges.md: rule 8, D12
  void losers_hand_their_late_result_to_the_hook() {
    run(() -> {
      var closed = new ArrayList<Integer>();
      try (var group = TaskGroup.<Integer>open(GroupPolicy.firstSuccess())) {
        group.onUndelivered(closed::add);
        group.spawn(() -> after(10, 1));
        group.spawn(() -> after(10, 2)); // succeeds in the same round
        group.spawn(() -> withoutCancellation(() -> after(30, 3)));
        group.join();
        assertEquals(1, group.result());
      }
      assertEquals(List.of(2, 3), closed);
    });
  }

  @Test
  void all_settled_never_fails() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open(GroupPolicy.allSettled())) {
        group.spawn(() -> failAfter(5, "no"));
        group.spawn(() -> after(10, 2));
        group.join();
        assertInstanceOf(Outcome.Failure.class, group.outcomes().get(0));
        assertEquals(new Outcome.Success<>(2), group.outcomes().get(1));
        assertThrows(IllegalStateException.class, group::results);
      }
    });
  }

  @Test
  void a_member_cancelled_by_itself_is_no_failure_of_the_group() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        Task<Integer> one = group.spawn(() -> after(60_000, 1));
        group.spawn(() -> after(10, 2));
        yieldNow();
        one.cancel();
        group.join();
        assertInstanceOf(Outcome.Cancellation.class, group.outcomes().getFirst());
        assertThrows(IllegalStateException.class, group::results);
      }
    });
  }

  @Test
  // docs/edges.md: D14
  void daemons_end_with_the_others() {
    run(() -> {
      var transcript = new TimedTranscript();
      try (var group = TaskGroup.<Integer>open()) {
        group.spawnDaemon(
            "ticker",
            () -> {
              try {
                sleep(ofSeconds(60));
              } finally {
                transcript.add("daemon ended");
              }
            });
        group.spawn(() -> after(10, 1));
        group.join();
        assertEquals(List.of(1), group.results());
      }
      transcript.expect("10 daemon ended");
    });
  }

  @Test
  // docs/edges.md: D15
  void an_empty_group_ends_at_once() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        group.join();
        assertEquals(List.of(), group.results());
        assertThrows(IllegalStateException.class, group::result);
      }
      try (var untouched = TaskGroup.<Integer>open()) {
        assertTrue(untouched.toString().contains("0 of 0"));
      }
    });
  }

  @Test
  // docs/edges.md: D16
  void groups_are_left_in_the_opposite_order_by_the_task_that_opened_them() {
    run(() -> {
      var transcript = new TimedTranscript();
      var outer = TaskGroup.<Integer>open();
      var inner = TaskGroup.<Integer>open();
      inner.spawn(() -> {
        try {
          return after(60_000, 1);
        } finally {
          transcript.add("inner member ended");
        }
      });
      yieldNow();
      assertThrows(IllegalStateException.class, outer::close);
      transcript.expect("0 inner member ended");
      assertThrows(IllegalStateException.class, inner::close);
      // Nothing is left of them: deadlines and groups work as before.
      assertFalse(ignoreAfter(ofMillis(5), () -> sleep(ofSeconds(1))));
      try (var group = TaskGroup.<Integer>open()) {
        Task<?> stranger = spawn(() -> assertThrows(IllegalStateException.class, group::close));
        stranger.join();
      }
    });
  }

  @Test
  // docs/edges.md: D19
  void members_are_walked_in_the_order_in_which_they_end_also_those_spawned_meanwhile() {
    run(() -> {
      var ended = new ArrayList<Integer>();
      try (var group = TaskGroup.<Integer>open()) {
        group.spawn(() -> after(30, 30));
        group.spawn(() -> after(10, 10));
        for (Task<Integer> task : group.completed()) {
          ended.add(task.join());
          if (ended.size() == 1) {
            group.spawn(() -> after(5, 15));
          }
        }
        group.join();
      }
      assertEquals(List.of(10, 15, 30), ended);
    });
  }

  @Test
  // docs/edges.md: D18
  void start_waits_until_the_member_is_ready() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        String address =
            group.start((Starting<String> starting) -> {
              sleep(ofMillis(5));
              starting.ready("here");
              assertThrows(IllegalStateException.class, () -> starting.ready("again"));
              sleep(ofSeconds(60));
            });
        assertEquals("here", address);
        assertEquals(5, Moment.now().sinceOrigin().toMillis());
      }
    });
  }

  @Test
  // docs/edges.md: D18
  void start_fails_if_the_member_ends_before_it_is_ready_and_the_group_does_not() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        var failed =
            assertThrows(
                TaskFailedException.class,
                () -> group.start((Starting<String> _) -> failAfter(5, "port taken")));
        assertThat(failed).hasRootCauseMessage("port taken");
        assertThrows(
            IllegalStateException.class,
            () -> group.start((Starting<String> _) -> sleep(ofMillis(1))));
        group.join();
      }
    });
  }

  @Test
  // docs/edges.md: D18
  void a_cancelled_start_cancels_the_member_and_awaits_it() {
    run(() -> {
      var transcript = new TimedTranscript();
      try (var group = TaskGroup.<Integer>open()) {
        ignoreAfter(
            ofMillis(10),
            () ->
                group.start((Starting<String> _) -> {
                  try {
                    sleep(ofSeconds(60));
                  } finally {
                    sleep(ofMillis(5));
                    transcript.add("member ended");
                  }
                }));
        transcript.add("start returned");
      }
      transcript.expect("15 member ended", "15 start returned");
    });
  }

  @Test
  // docs/edges.md: D20
  void ten_thousand_members_fail_together() {
    run(() -> {
      var failed =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  for (int i = 0; i < 10_000; i++) {
                    group.spawn(() -> failAfter(10, "all of us"));
                  }
                  group.join();
                }
              });
      assertTrue(failed.getSuppressed().length <= 100);
    });
  }

  @Test
  void a_server_group_forgets_members_without_a_result() {
    run(() -> {
      try (var group = TaskGroup.<Void>open()) {
        for (int i = 0; i < 1_000; i++) {
          group.spawn(() -> yieldNow()).join();
        }
        assertTrue(group.toString().contains("0 of 0"), group.toString());
        group.join();
      }
    });
  }

  @Test
  void supervision_begins_again_after_growing_pauses_and_gives_up() {
    run(() -> {
      var transcript = new TimedTranscript();
      var patiently = Supervision.of(ofMillis(100), ofMillis(300)).withLimit(3, ofSeconds(60));
      assertThrows(
          IOException.class,
          () ->
              patiently.run(() -> {
                transcript.add("begins");
                throw new IOException("broken");
              }));
      transcript.expect("0 begins", "100 begins", "300 begins", "600 begins");
    });
  }

  @Test
  void supervision_lets_a_cancellation_pass() {
    run(() -> {
      Task<?> task =
          spawn(() -> Supervision.of(ofMillis(1), ofMillis(1)).run(() -> sleep(ofSeconds(60))));
      yieldNow();
      task.cancel();
      assertInstanceOf(Outcome.Cancellation.class, task.outcome().orElseThrow());
    });
  }

  @Test
  void cancelling_the_owner_ends_the_members_first() {
    run(() -> {
      var transcript = new TimedTranscript();
      Task<?> owner =
          spawn(() -> {
            try (var group = TaskGroup.<Integer>open()) {
              group.spawn(() -> {
                try {
                  return after(60_000, 1);
                } catch (Cancelled passing) {
                  transcript.add("member");
                  throw passing;
                }
              });
              group.join();
            } finally {
              transcript.add("owner");
            }
          });
      sleep(ofMillis(10));
      owner.cancel();
      transcript.expect("10 member", "10 owner");
    });
  }
}
