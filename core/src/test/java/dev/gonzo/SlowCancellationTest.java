package dev.gonzo;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.generator.Generator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that do not end when they are cancelled, and the reports about them. */
@Timeout(300)
@Tag("realTime")
class SlowCancellationTest {
  private static void refusesToEnd(boolean[] mayEnd) {
    while (!mayEnd[0]) {
      try {
        sleep(ofSeconds(1));
      } catch (Cancelled caught) {
        // Continues.
      }
    }
  }

  @Test
  // docs/edges.md: A9
  void a_canceller_may_give_up_on_a_task_that_catches_everything() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        var mayEnd = new boolean[1];
        var stubborn = spawn("stubborn", () -> refusesToEnd(mayEnd));
        yieldNow();
        try {
          for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(ignoreAfter(ofSeconds(10), () -> stubborn.cancel())).isFalse();
          }
          assertThat(stubborn.switches()).as("turns of a task that waits").isLessThan(100);
        } finally {
          mayEnd[0] = true;
        }
        stubborn.join();
      });
      assertThat(log.warnings()).anyMatch(told -> told.contains("swallowed"));
    }
  }

  @Test
  // docs/edges.md: A9
  void a_task_that_does_not_end_within_its_grace_is_named_with_its_stack() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        var slow =
            spawn(
                "slow",
                () -> {
                  try {
                    sleep(ofSeconds(100));
                  } finally {
                    sleep(ofSeconds(5));
                  }
                });
        yieldNow();
        slow.cancel("enough", ofSeconds(1));
        assertThat(slow.state()).isEqualTo(TaskState.ENDED);
      });
      assertThat(log.warnings())
          .anyMatch(told -> told.contains("task slow was cancelled and has not ended within PT1S"));
    }
  }

  @Test
  // docs/edges.md: B3
  void one_that_is_thrown_by_hand_leaves_the_shield_as_it_is() throws Exception {
    inVirtualTime(() -> {
      var mine = new Cancelled("by hand", "me");
      var task =
          spawn(() -> {
            withoutCancellation(() -> {
              withoutCancellation(() -> {
                throw mine;
              });
            });
          });
      assertThatThrownBy(task::join).isInstanceOf(TaskFailedException.class).cause().isSameAs(mine);
      assertThat(task.outcome()).get().isInstanceOf(Outcome.Cancellation.class);
    });
  }

  @Test
  // docs/edges.md: D13
  void a_member_that_fails_fails_its_group_although_somebody_joins_it() throws Exception {
    inVirtualTime(() ->
        assertThatThrownBy(
                () -> {
                  try (var group = TaskGroup.<Void>open()) {
                    var failing =
                        group.spawn(() -> {
                          sleep(ofMillis(1));
                          throw new IllegalStateException("broken");
                        });
                    group.spawn(() -> sleep(ofSeconds(1)));
                    failing.join();
                  }
                })
            .isInstanceOf(TaskFailedException.class)
            .hasRootCauseMessage("broken"));
  }

  @Test
  // docs/edges.md: rule 5, D14
  void a_daemon_of_a_group_that_fails_is_reported_and_the_group_goes_on() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        try (var group = TaskGroup.<String>open()) {
          group.spawnDaemon(
              "ticker",
              () -> {
                throw new IllegalStateException("the clean-up does not continue");
              });
          group.spawn(() -> {
            sleep(ofMillis(1));
            return "done";
          });
          group.join();
          assertThat(group.results()).containsExactly("done");
        }
      });
      assertThat(log.warnings()).anyMatch(told -> told.contains("the daemon ticker failed"));
    }
  }

  @Test
  void a_producer_that_swallowed_one_is_reached_by_a_later_one() throws Exception {
    try (var log = new LogCapture()) {
      inVirtualTime(() -> {
        var caught = new int[1];
        var mayEnd = new boolean[1];
        var consumer =
            spawn(() -> {
              var producer =
                  Generator.<Integer>of(_ -> {
                    while (!mayEnd[0]) {
                      try {
                        sleep(ofSeconds(1));
                      } catch (Cancelled swallowed) {
                        caught[0]++;
                      }
                    }
                  });
              for (int _ : producer) {
                throw new AssertionError("it yields nothing");
              }
            });
        yieldNow();
        try {
          for (int request = 1; request <= 3; request++) {
            consumer.requestCancel("request " + request);
            sleep(ofMillis(10));
            assertThat(caught[0]).isEqualTo(request);
          }
        } finally {
          mayEnd[0] = true;
        }
        consumer.join();
      });
      assertThat(log.warnings()).anyMatch(told -> told.contains("swallowed"));
    }
  }

  @Test
  void a_clean_up_of_a_producer_is_not_cut_short_by_a_second_one() throws Exception {
    inVirtualTime(() -> {
      var cleanedUp = new boolean[1];
      var consumer =
          spawn(() -> {
            for (int _ :
                Generator.<Integer>of(_ -> {
                  try {
                    sleep(ofSeconds(100));
                  } finally {
                    sleep(ofSeconds(1));
                    cleanedUp[0] = true;
                  }
                })) {
              throw new AssertionError("it yields nothing");
            }
          });
      yieldNow();
      consumer.requestCancel("first");
      sleep(ofMillis(10));
      consumer.requestCancel("second");
      assertThatThrownBy(consumer::join).hasCauseInstanceOf(Cancelled.class);
      assertThat(cleanedUp[0]).isTrue();
    });
  }
}
