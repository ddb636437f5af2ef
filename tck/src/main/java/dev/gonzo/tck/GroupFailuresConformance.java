package dev.gonzo.tck;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gonzo.GroupPolicy;
import dev.gonzo.Outcome;
import dev.gonzo.Starting;
import dev.gonzo.Supervision;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.testing.LogCapture;
import dev.gonzo.trap.SchedulingTrap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The failures of a group's members: each is thrown, or a suppressed exception of the thrown one,
 * or logged, and no failure is reported twice. In virtual time.
 */
@Specified({"2.13", "2.14", "2.15", "4.2", "4.7"})
public abstract class GroupFailuresConformance extends Conformance {
  /** Creates the chapter. */
  protected GroupFailuresConformance() {
    super(SchedulingTrap.class);
  }

  @SuppressWarnings(
      "StaticAssignmentOfThrowable") // compared by identity; its stack does not matter
  private static final IOException BOOM = new IOException("boom");

  private static int failAfter(int millis, Exception failure) throws Exception {
    sleep(ofMillis(millis));
    throw failure;
  }

  private static int failInCleanUp(Exception failure) throws Exception {
    try {
      sleep(ofSeconds(60));
      return 1;
    } finally {
      throwIt(failure);
    }
  }

  private static void throwIt(Exception failure) throws Exception {
    throw failure;
  }

  /**
   * How often a failure occurs among the causes and suppressed exceptions of a thrown one; fails if
   * the causes form a cycle.
   */
  private static long named(Throwable thrown, Throwable failure) {
    var seen = new ArrayList<Throwable>();
    collect(thrown, seen, new ArrayList<>());
    return seen.stream().filter(each -> each == failure).count();
  }

  private static void collect(
      @Nullable Throwable throwable, List<Throwable> seen, List<Throwable> above) {
    if (throwable == null) {
      return;
    }
    assertFalse(above.contains(throwable), () -> "a ring by " + throwable);
    seen.add(throwable);
    above.addLast(throwable);
    collect(throwable.getCause(), seen, above);
    for (Throwable suppressed : throwable.getSuppressed()) {
      collect(suppressed, seen, above);
    }
    above.removeLast();
  }

  @Test
  void a_failure_that_the_body_never_meets_is_thrown_at_the_end_of_the_block() {
    run(() -> {
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn(() -> failAfter(10, BOOM));
                  withoutCancellation(() -> sleep(ofMillis(20)));
                }
              });
      assertSame(BOOM, thrown.getCause());
    });
  }

  @Test
  void a_failure_that_the_body_catches_is_thrown_by_the_block_again() {
    run(() -> {
      var woken = new ArrayList<TaskFailedException>();
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn(() -> failAfter(10, BOOM));
                  woken.add(assertThrows(TaskFailedException.class, () -> sleep(ofSeconds(60))));
                }
              });
      assertSame(BOOM, woken.getFirst().getCause());
      assertSame(BOOM, thrown.getCause());
    });
  }

  @Test
  void a_failure_that_wakes_the_body_and_leaves_the_block_is_named_once() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        var late = new IOException("late");
        var thrown =
            assertThrows(
                TaskFailedException.class,
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failAfter(10, BOOM));
                    group.spawn(() -> failInCleanUp(late));
                    sleep(ofSeconds(60));
                  }
                });
        assertSame(BOOM, thrown.getCause());
        assertEquals(1, named(thrown, BOOM));
        assertEquals(1, named(thrown, late));
      });
      assertEquals(List.of(), reported.messages());
    }
  }

  @Test
  void a_failure_that_join_throws_is_all_that_is_thrown_and_not_thrown_again() {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        group.spawn(() -> failAfter(10, BOOM));
        var thrown = assertThrows(TaskFailedException.class, group::join);
        assertSame(BOOM, thrown.getCause());
        assertEquals(0, thrown.getSuppressed().length);
      }
    });
  }

  @Test
  void a_body_that_throws_in_its_clean_up_does_not_hide_the_failure() {
    run(() -> {
      var ofBody = new IOException("clean-up of the body");
      var thrown =
          assertThrows(
              IOException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn(() -> failAfter(10, BOOM));
                  int _ = failInCleanUp(ofBody);
                }
              });
      assertSame(ofBody, thrown);
      assertEquals(1, named(thrown, BOOM));
    });
  }

  @Test
  void a_member_that_throws_its_groups_own_failure_adds_nothing() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        var woken = new ArrayList<TaskFailedException>();
        int[] walked = new int[1];
        var thrown =
            assertThrows(
                TaskFailedException.class,
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failAfter(10, BOOM));
                    group.spawn(() -> {
                      try {
                        sleep(ofSeconds(60));
                        return 1;
                      } finally {
                        sleep(ofMillis(10));
                        throwIt(woken.getFirst());
                      }
                    });
                    woken.add(assertThrows(TaskFailedException.class, () -> sleep(ofSeconds(60))));
                    for (var _ : group.completed()) {
                      walked[0]++;
                    }
                    throw woken.getFirst();
                  }
                });
        assertEquals(2, walked[0]);
        assertEquals(1, named(thrown, BOOM));
      });
      assertEquals(List.of(), reported.messages());
    }
  }

  @Test
  void a_failure_by_the_groups_own_failure_is_logged_and_makes_no_ring() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        var woken = new ArrayList<TaskFailedException>();
        var thrown =
            assertThrows(
                TaskFailedException.class,
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failAfter(10, BOOM));
                    group.spawn(
                        "wraps",
                        () -> {
                          try {
                            sleep(ofSeconds(60));
                            return 1;
                          } finally {
                            sleep(ofMillis(10));
                            throwIt(new IllegalStateException(woken.getFirst()));
                          }
                        });
                    woken.add(assertThrows(TaskFailedException.class, () -> sleep(ofSeconds(60))));
                    throw woken.getFirst();
                  }
                });
        assertEquals(1, named(thrown, BOOM));
      });
      assertEquals(
          List.of("task wraps failed because of the failure of its own group"),
          reported.messages());
    }
  }

  @Test
  void a_member_of_an_inner_group_that_throws_the_failure_of_the_outer_one_makes_no_ring() {
    run(() -> {
      var woken = new ArrayList<TaskFailedException>();
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var outer = TaskGroup.<Integer>open()) {
                  outer.spawn(() -> failAfter(10, BOOM));
                  try (var inner = TaskGroup.<Integer>open()) {
                    inner.spawn(() -> {
                      try {
                        sleep(ofSeconds(60));
                        return 1;
                      } finally {
                        throwIt(new IllegalStateException(woken.getFirst()));
                      }
                    });
                    try {
                      sleep(ofSeconds(60));
                    } catch (TaskFailedException failed) {
                      woken.add(failed);
                      throw failed;
                    }
                  }
                }
              });
      assertSame(woken.getFirst(), thrown);
      assertEquals(1, named(thrown, BOOM));
    });
  }

  @Test
  void a_policy_that_throws_the_failure_of_its_member_reports_it_once() {
    run(() -> {
      GroupPolicy<Integer> strict =
          (outcome, _) -> {
            if (outcome instanceof Outcome.Failure<?>) {
              throw new TaskFailedException(BOOM);
            }
            return GroupPolicy.Verdict.GO_ON;
          };
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open(strict)) {
                  group.spawn(() -> failAfter(10, BOOM));
                  group.join();
                }
              });
      assertSame(BOOM, thrown.getCause());
      assertThat(thrown.getSuppressed()).hasSize(1);
    });
  }

  @Test
  void a_policy_may_take_a_result_for_a_failure() {
    run(() -> {
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open((_, _) -> GroupPolicy.Verdict.FAILED)) {
                  group.spawn("fine", () -> 1);
                  group.join();
                }
              });
      assertThat(thrown).hasMessageContaining("fine");
    });
  }

  @Test
  void a_race_whose_last_member_never_was_ready_throws_the_failure_of_the_others() {
    run(() -> {
      var ofStart = new IOException("never ready");
      try (var group = TaskGroup.<Integer>open(GroupPolicy.firstSuccess())) {
        group.spawn(() -> failAfter(1, BOOM));
        var started =
            assertThrows(
                TaskFailedException.class,
                () -> group.start((Starting<Integer> _) -> failAfter(5, ofStart)));
        assertSame(ofStart, started.getCause());
        var thrown = assertThrows(TaskFailedException.class, group::join);
        assertSame(BOOM, thrown.getCause());
        assertEquals(0, named(thrown, ofStart));
        assertSame(BOOM, assertThrows(TaskFailedException.class, group::result).getCause());
      }
    });
  }

  @Test
  void the_result_of_a_race_that_has_failed_is_its_failure() {
    run(() -> {
      for (GroupPolicy<Integer> policy :
          List.of(GroupPolicy.<Integer>any(), GroupPolicy.<Integer>firstSuccess())) {
        try (var group = TaskGroup.<Integer>open(policy)) {
          group.spawn(() -> failAfter(1, BOOM));
          assertThrows(TaskFailedException.class, group::join);
          assertSame(BOOM, assertThrows(TaskFailedException.class, group::result).getCause());
        }
      }
    });
  }

  @Test
  void a_loser_of_a_race_that_fails_in_its_clean_up_is_logged_and_the_winner_stays() {
    for (GroupPolicy<Integer> policy :
        List.of(GroupPolicy.<Integer>any(), GroupPolicy.<Integer>firstSuccess())) {
      try (var reported = LogCapture.open()) {
        run(() -> {
          try (var group = TaskGroup.<Integer>open(policy)) {
            group.spawn("loser", () -> failInCleanUp(BOOM));
            group.spawn(() -> 2);
            group.join();
            assertEquals(2, group.result());
          }
        });
        assertEquals(List.of("task loser failed after its group was decided"), reported.messages());
      }
    }
  }

  @Test
  void a_clean_up_that_fails_after_a_cancellation_of_the_members_is_thrown() {
    run(() -> {
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn(() -> failInCleanUp(BOOM));
                  yieldNow();
                  group.requestCancel("enough");
                }
              });
      assertSame(BOOM, thrown.getCause());
      thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn(() -> failInCleanUp(BOOM));
                  yieldNow();
                  group.cancelWhenIdle("shutdown", ofMillis(5));
                }
              });
      assertSame(BOOM, thrown.getCause());
    });
  }

  @Test
  void a_failure_that_a_policy_passes_over_is_an_outcome_or_logged() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        try (var group = TaskGroup.<Integer>open(GroupPolicy.allSettled())) {
          group.spawn("with result", () -> failAfter(1, BOOM));
          group.spawn(
              "without",
              () -> {
                int _ = failAfter(2, new IOException("not seen"));
              });
          group.join();
          assertEquals(new Outcome.Failure<Integer>(BOOM), group.outcomes().getFirst());
        }
      });
      assertEquals(
          List.of("task without failed, and its group continues without it"), reported.messages());
    }
  }

  @Test
  void who_spawns_into_a_group_that_has_failed_sees_why() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        var thrown =
            assertThrows(
                TaskFailedException.class,
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failAfter(0, BOOM));
                    withoutCancellation(() -> sleep(ofMillis(1)));
                    Task<IllegalStateException> other =
                        spawn(() ->
                            assertThrows(IllegalStateException.class, () -> group.spawn(() -> 2)));
                    assertSame(BOOM, withoutCancellation(other::join).getCause());
                    group.spawn(() -> 3);
                  }
                });
        assertSame(BOOM, thrown.getCause());
        assertEquals(1, named(thrown, BOOM));
      });
      assertEquals(List.of(), reported.messages());
    }
  }

  @Test
  void a_failure_behind_a_cancellation_that_nobody_sees_is_logged() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        Task<?> cancelled =
            spawn(
                "owner",
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failInCleanUp(BOOM));
                    group.join();
                  }
                });
        sleep(ofMillis(1));
        cancelled.cancel();
        assertInstanceOf(Outcome.Cancellation.class, cancelled.outcome().orElseThrow());
        assertFalse(
            ignoreAfter(
                ofMillis(1),
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failInCleanUp(BOOM));
                    group.join();
                  }
                }));
      });
      assertEquals(
          List.of(
              "task owner was cancelled, and a member of its group failed in the meantime",
              "a deadline has passed, and a member of its group failed in the meantime"),
          reported.messages());
    }
  }

  @Test
  void a_group_that_nobody_closes_logs_its_failure() {
    try (var reported = LogCapture.open()) {
      run(() ->
          assertThrows(
              IllegalStateException.class,
              () ->
                  timeoutAfter(
                      ofSeconds(1),
                      () -> {
                        var group = TaskGroup.<Integer>open();
                        group.spawn(() -> failInCleanUp(BOOM));
                        yieldNow();
                      })));
      assertEquals(List.of("a group that was not closed has failed"), reported.messages());
    }
  }

  @Test
  void supervision_inside_a_group_does_not_begin_again_when_another_member_fails() {
    run(() -> {
      int[] begun = new int[1];
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  group.spawn(() -> failAfter(10, BOOM));
                  Supervision.of(ofMillis(1), ofMillis(1))
                      .run(() -> {
                        begun[0]++;
                        sleep(ofSeconds(60));
                      });
                }
              });
      assertSame(BOOM, thrown.getCause());
      assertEquals(1, begun[0]);
    });
  }

  @Test
  void failures_beyond_the_bound_are_counted() {
    run(() -> {
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () -> {
                try (var group = TaskGroup.<Integer>open()) {
                  for (int i = 0; i < 1_000; i++) {
                    int number = i;
                    group.spawn(() -> failAfter(10, new IOException("number " + number)));
                  }
                  group.join();
                }
              });
      Throwable[] suppressed = thrown.getSuppressed();
      assertThat(suppressed).hasSizeLessThanOrEqualTo(100);
      assertThat(suppressed[suppressed.length - 1])
          .hasMessage(1_000 - suppressed.length + " more members have failed");
    });
  }

  @Test
  void each_level_of_nested_groups_names_only_itself() {
    run(() -> {
      Throwable level = assertThrows(TaskFailedException.class, () -> nest(500));
      for (int depth = 500; depth > 1; depth--) {
        assertEquals("task level-" + depth + " failed", level.getMessage());
        level = Objects.requireNonNull(level.getCause());
      }
      assertEquals("task level-1 failed: java.io.IOException: boom", level.getMessage());
      assertSame(BOOM, level.getCause());
    });
  }

  private static void nest(int depth) throws Exception {
    if (depth == 0) {
      throw BOOM;
    }
    try (var group = TaskGroup.<Void>open()) {
      group.spawn("level-" + depth, () -> nest(depth - 1));
      group.join();
    }
  }

  @Test
  void a_block_that_is_left_on_purpose_is_not_reported() {
    try (var reported = LogCapture.open()) {
      run(() -> {
        try (var group = TaskGroup.<Integer>open()) {
          group.spawnDaemon("serves", () -> sleep(ofSeconds(60)));
          int _ =
              group.start((Starting<Integer> starting) -> {
                starting.ready(1);
                sleep(ofSeconds(60));
              });
          group.spawn(() -> 1);
          sleep(ofMillis(1));
        }
        try (var group = TaskGroup.<Integer>open()) {
          group.spawn(() -> failAfter(10, BOOM));
          group.requestCancel("enough");
        }
        try (var group = TaskGroup.<Integer>open()) {
          group.spawn(() -> 1);
          group.spawn(() -> failAfter(10, BOOM));
          var _ = group.completed().iterator().next();
        }
        assertFalse(
            ignoreAfter(
                ofMillis(1),
                () -> {
                  try (var group = TaskGroup.<Integer>open()) {
                    group.spawn(() -> failAfter(10, BOOM));
                    sleep(ofSeconds(60));
                  }
                }));
      });
      assertEquals(List.of(), reported.messages());
    }
  }
}
