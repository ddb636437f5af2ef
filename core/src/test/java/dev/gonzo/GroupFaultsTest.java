package dev.gonzo;

import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.sync.Event;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mistakes in the use of groups. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupFaultsTest {
  @Test
  void a_spawn_from_an_ordinary_thread_is_refused_and_leaves_no_half_of_a_member()
      throws Exception {
    inVirtualTime(() -> {
      try (var group = TaskGroup.<String>open()) {
        assertThatThrownBy(() -> runInThread(() -> group.spawn(() -> "never")))
            .isInstanceOf(OutsideKernelException.class);
        group.spawn(() -> "result");
        group.join();
        assertThat(group.results()).containsExactly("result");
      }
    });
  }

  @Test
  void a_policy_that_throws_fails_the_group_and_nobody_waits_for_ever() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(
                () -> {
                  GroupPolicy<String> faulty =
                      (_, _) -> {
                        throw new IllegalStateException("no verdict");
                      };
                  try (var group = TaskGroup.<String>open(faulty)) {
                    group.spawn(() -> "result");
                    group.join();
                  }
                })
            .isInstanceOf(TaskFailedException.class)
            .hasRootCauseMessage("no verdict"));
  }

  @Tag("realTime")
  @Test
  void a_hook_that_throws_is_reported_and_the_member_has_ended_all_the_same() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        try (var group = TaskGroup.<String>open(GroupPolicy.firstSuccess())) {
          group.onUndelivered(_ -> {
            throw new IllegalStateException("cannot take it");
          });
          group.spawn(() -> "winner");
          group.spawn(() -> {
            withoutCancellation(() -> sleep(ofMillis(1)));
            return "loser";
          });
          var ended = new ArrayList<String>();
          for (var member : group.completed()) {
            ended.add(member.join());
          }
          assertThat(ended).containsExactly("winner", "loser");
        }
      });
      assertThat(log.warnings())
          .containsExactly("the hook for undelivered results of a group failed");
    }
  }

  @Test
  void a_failure_wakes_a_body_that_has_given_up_joining() throws Exception {
    inVirtualTime(() -> {
      assertThatThrownBy(
              () -> {
                try (var group = TaskGroup.<String>open()) {
                  group.spawn(() -> {
                    sleep(ofSeconds(2));
                    throw new IllegalStateException("broken");
                  });
                  assertThat(ignoreAfter(ofSeconds(1), () -> group.join())).isFalse();
                  sleep(ofSeconds(100));
                }
              })
          .isInstanceOf(TaskFailedException.class)
          .hasRootCauseMessage("broken");
      assertThat(Moment.now().sinceOrigin()).isLessThan(ofSeconds(3));
    });
  }

  @Test
  void a_failure_at_the_moment_in_which_a_body_gives_up_joining_is_not_lost() throws Exception {
    inVirtualTime(() -> {
      assertThatThrownBy(
              () -> {
                try (var group = TaskGroup.<String>open()) {
                  group.spawn(() -> {
                    sleep(ofSeconds(1));
                    throw new IllegalStateException("broken");
                  });
                  assertThat(ignoreAfter(ofSeconds(1), () -> group.join())).isFalse();
                  sleep(ofSeconds(100));
                }
              })
          .isInstanceOf(TaskFailedException.class)
          .hasRootCauseMessage("broken");
      assertThat(Moment.now().sinceOrigin()).isLessThan(ofSeconds(3));
    });
  }

  @Test
  void a_member_that_was_cancelled_by_itself_does_not_win_a_race() throws Exception {
    inVirtualTime(() -> {
      try (var group = TaskGroup.<String>open(GroupPolicy.any())) {
        var cancelled =
            group.spawn(() -> {
              sleep(ofSeconds(1));
              return "never";
            });
        group.spawn(() -> {
          sleep(ofSeconds(2));
          return "winner";
        });
        yieldNow();
        cancelled.requestCancel("alone");
        group.join();
        assertThat(group.result()).isEqualTo("winner");
      }
    });
  }

  @Test
  void a_result_that_comes_while_the_block_is_left_goes_to_the_hook() throws Exception {
    inVirtualTime(() -> {
      var closed = new ArrayList<String>();
      var owner =
          spawn(() -> {
            try (var group = TaskGroup.<String>open(GroupPolicy.firstSuccess())) {
              group.onUndelivered(closed::add);
              group.spawn(() -> {
                withoutCancellation(() -> sleep(ofMillis(10)));
                return "late";
              });
              group.join();
            }
          });
      sleep(ofMillis(1));
      owner.cancel();
      assertThat(closed).containsExactly("late");
    });
  }

  @Test
  void the_result_of_a_winner_whom_nobody_joins_goes_to_the_hook() throws Exception {
    inVirtualTime(() -> {
      var closed = new ArrayList<String>();
      var owner =
          spawn(() -> {
            try (var group = TaskGroup.<String>open(GroupPolicy.firstSuccess())) {
              group.onUndelivered(closed::add);
              group.spawn(() -> "winner");
              group.spawn(() -> {
                withoutCancellation(() -> sleep(ofMillis(10)));
                return "loser";
              });
              sleep(ofSeconds(1));
              group.join();
            }
          });
      sleep(ofMillis(1));
      owner.cancel();
      assertThat(closed).containsExactlyInAnyOrder("winner", "loser");
    });
  }

  @Test
  void a_member_without_a_result_hands_nothing_to_the_hook() throws Exception {
    inVirtualTime(() -> {
      try (var group = TaskGroup.<String>open(GroupPolicy.firstSuccess())) {
        var closed = new ArrayList<String>();
        group.onUndelivered(closed::add);
        group.spawn(() -> "winner");
        group.spawn(() -> {
          withoutCancellation(() -> sleep(ofMillis(10)));
        });
        group.join();
        assertThat(group.result()).isEqualTo("winner");
        assertThat(closed).isEmpty();
      }
    });
  }

  @Test
  void the_failure_of_a_member_whose_start_was_cancelled_is_not_lost() throws Exception {
    inVirtualTime(() -> {
      var owner =
          spawn(() -> {
            try (var group = TaskGroup.<String>open()) {
              group.start(_ -> {
                try {
                  sleep(ofSeconds(100));
                } finally {
                  refuse();
                }
              });
            }
          });
      sleep(ofMillis(1));
      owner.cancel();
      assertThat(owner.outcome())
          .get()
          .isInstanceOfSatisfying(
              Outcome.Cancellation.class,
              end ->
                  assertThat(end.cancelled().getSuppressed())
                      .singleElement()
                      .isInstanceOf(IllegalStateException.class));
    });
  }

  private static void refuse() {
    throw new IllegalStateException("the clean-up failed");
  }

  @Test
  @Tag("realTime")
  void the_hook_for_a_late_result_may_suspend_although_its_member_was_cancelled() throws Exception {
    inVirtualTime(() -> {
      var closed = new ArrayList<String>();
      try (var group = TaskGroup.<String>open(GroupPolicy.any());
          var log = new LogCapture()) {
        group.onUndelivered(late -> {
          yieldNow();
          closed.add(late);
        });
        group.spawn(() -> {
          sleep(ofMillis(20));
          return "won";
        });
        group.spawn(() ->
            withoutCancellation(() -> {
              sleep(ofMillis(200));
              return "late";
            }));
        group.join();
        assertThat(group.result()).isEqualTo("won");
        group.close();
        assertThat(log.warnings()).isEmpty();
      }
      assertThat(closed).containsExactly("late");
    });
  }

  @Test
  void a_group_that_is_idle_does_not_wait_for_its_daemons() throws Exception {
    inVirtualTime(() -> {
      try (var group = TaskGroup.<String>open()) {
        group.spawnDaemon(
            "ticker",
            () -> {
              while (true) {
                sleep(ofMillis(50));
              }
            });
        group.spawn(() -> {
          idle(() -> sleep(ofSeconds(1000)));
          return "";
        });
        sleep(ofMillis(20));
        Moment begun = Moment.now();
        group.cancelWhenIdle("shutdown", ofSeconds(6));
        assertThat(Moment.now().since(begun)).isZero();
      }
    });
  }

  @Test
  void a_member_that_is_ready_when_its_starter_is_cancelled_has_started() throws Exception {
    inVirtualTime(() -> {
      var event = Event.of();
      var started = new ArrayList<Integer>();
      Task<?> owner =
          spawn(() -> {
            try (var group = TaskGroup.<Void>open()) {
              started.add(
                  group.<Integer>start(starting -> {
                    event.await();
                    starting.ready(7);
                    sleep(ofSeconds(3));
                  }));
              yieldNow();
              started.add(0); // never: the cancellation arrives at the next checkpoint
            }
          });
      yieldNow();
      yieldNow();
      event.set();
      owner.requestCancel("now");
      assertThat(owner.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
      assertThat(started).containsExactly(7);
    });
  }

  @Test
  @Tag("realTime")
  void a_failure_whose_only_joiner_was_cancelled_is_reported() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        Task<Void> fails =
            spawn(
                "fails",
                () -> {
                  try {
                    sleep(ofSeconds(1000));
                  } finally {
                    failNow();
                  }
                });
        Task<Void> joiner = spawn(() -> fails.join());
        sleep(ofMillis(20));
        fails.requestCancel("x");
        joiner.requestCancel("y");
        fails.cancel(); // waits for its end, and does not join it
        assertThat(fails.isJoined()).isFalse();
      });
      assertThat(log.messages("task fails failed, and was never joined")).hasSize(1);
    }
  }

  private static void failNow() {
    throw new IllegalStateException("boom");
  }
}
