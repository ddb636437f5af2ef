package dev.gonzo.tck.loop;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.TaskGroup;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.tck.CancelEverywhere;
import dev.gonzo.tck.CancelEverywhere.Scenario;
import org.junit.jupiter.api.Test;

class CancelEverywhereTest {
  private static final CancelEverywhere EVERYWHERE =
      CancelEverywhere.on(() -> Kernels.open("none", new VirtualClock()));

  @Test
  void a_group_of_three_ends_with_all_its_members_wherever_it_is_cancelled() {
    int runs =
        EVERYWHERE.check(() ->
            new Scenario() {
              private int begun;
              private int ended;

              @Override
              public void run() {
                try (var group = TaskGroup.<Integer>open()) {
                  for (int i = 1; i <= 3; i++) {
                    int number = i;
                    group.spawn(() -> member(number));
                  }
                  group.join();
                }
              }

              private int member(int number) {
                begun++;
                try {
                  sleep(ofMillis(number));
                  return number;
                } finally {
                  sleep(ofMillis(1));
                  ended++;
                }
              }

              @Override
              public void check() {
                // A clean-up that is itself cancelled on entry is cut short; all the others ran.
                assertThat(begun - ended).isBetween(0, 1);
              }
            });
    assertThat(runs).isGreaterThan(20);
  }

  @Test
  void nested_deadlines_leave_nothing_behind_wherever_they_are_cancelled() {
    EVERYWHERE.check(() ->
        new Scenario() {
          @Override
          public void run() {
            ignoreAfter(
                ofMillis(10),
                () -> {
                  ignoreAfter(ofMillis(5), () -> sleep(ofMillis(20)));
                  withoutCancellation(() -> sleep(ofMillis(1)));
                  sleep(ofMillis(20));
                });
          }

          @Override
          public void check() {
            // An own deadline still works, and no old one comes.
            assertThat(ignoreAfter(ofMillis(5), () -> sleep(ofMillis(50)))).isFalse();
            timeoutAfter(ofMillis(500), () -> sleep(ofMillis(100)));
          }
        });
  }

  @Test
  void a_broken_invariant_is_found_and_the_message_tells_how_to_repeat_it() {
    assertThatThrownBy(() ->
            EVERYWHERE.check(() ->
                new Scenario() {
                  private int permits = 1;

                  @Override
                  public void run() {
                    permits--;
                    sleep(ofMillis(1)); // a permit is lost here
                    permits++;
                  }

                  @Override
                  public void check() {
                    assertThat(permits).isEqualTo(1);
                  }
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("checkOnly(Strike.ON_ENTRY, 1");
  }
}
