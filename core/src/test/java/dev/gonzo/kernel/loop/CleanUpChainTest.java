package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tasks that spawn tasks while their kernel ends: any number is allowed, but not an endless chain.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CleanUpChainTest {
  private final List<String> refusals = new ArrayList<>();
  private int cleanUps;

  private static void spawnAtEnd(AsyncRunnable<RuntimeException> cleanUp) {
    var _ =
        spawnDaemon(
            "daemon",
            () -> {
              try {
                sleep(ofDays(1));
              } finally {
                cleanUp.run();
              }
            });
  }

  private void countOne() {
    try (var group = TaskGroup.<Void>open()) {
      group.spawn(() -> {
        cleanUps++;
      });
      group.join();
    }
  }

  @Test
  void the_clean_ups_of_many_tasks_do_not_count_together() {
    int many = 2 * CleanUpChain.LONGEST;
    inVirtualTime(() -> {
      for (int i = 0; i < many; i++) {
        spawnAtEnd(this::countOne);
      }
      yieldNow();
    });
    assertThat(cleanUps).isEqualTo(many);
  }

  @Test
  void one_clean_up_may_spawn_many_side_by_side() {
    int many = 2 * CleanUpChain.LONGEST;
    inVirtualTime(() -> {
      spawnAtEnd(() -> {
        try (var group = TaskGroup.<Void>open()) {
          for (int i = 0; i < many; i++) {
            group.spawn(() -> {
              cleanUps++;
            });
          }
          group.join();
        }
      });
      yieldNow();
    });
    assertThat(cleanUps).isEqualTo(many);
  }

  private void beginAgain() {
    var _ =
        spawnDaemon(
            "again",
            () -> {
              try {
                sleep(ofDays(1));
              } finally {
                cleanUps++;
                try {
                  beginAgain();
                } catch (IllegalStateException refused) {
                  refusals.add(refused.getMessage());
                }
              }
            });
  }

  @Test
  void a_clean_up_that_begins_its_task_again_is_ended_by_an_error() {
    inVirtualTime(() -> {
      beginAgain();
      yieldNow();
    });
    assertThat(cleanUps).isEqualTo(CleanUpChain.LONGEST + 1);
    assertThat(refusals)
        .singleElement()
        .asString()
        .contains("10000 tasks, each in the clean-up of the one before it", "finally block");
  }

  @Test
  void a_clean_up_that_spawns_one_after_another_is_refused_in_the_end() {
    var first = new CleanUpChain();
    for (int i = 0; i < CleanUpChain.MOST_TASKS; i++) {
      var _ = CleanUpChain.next(first);
    }
    assertThatThrownBy(() -> CleanUpChain.next(first))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("50000 tasks by the clean-up of one");
  }
}
