package dev.gonzo.testing;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.sync.Semaphore;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.testing.CancelEverywhere.Strike;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tool itself; what it finds in the library is in the conformance kit. */
class CancelEverywhereTest {
  private static final CancelEverywhere EVERYWHERE = CancelEverywhere.on(VirtualTime::kernel);

  /** Code that is cancelled, and nothing to check. */
  private interface Unchecked extends Scenario {
    @Override
    default void check() {}
  }

  @Test
  void a_broken_invariant_is_found_and_the_message_says_how_to_repeat_it() {
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

  @Test
  void each_checkpoint_of_each_task_is_tried_in_each_way() {
    var ends = new ArrayList<String>();
    int runs =
        EVERYWHERE.check(() ->
            (Unchecked)
                () -> {
                  try {
                    Task<?> helper = spawn("helper", () -> sleep(ofMillis(1)));
                    helper.join();
                    ends.add("done");
                  } catch (Cancelled cancelled) {
                    ends.add(cancelled.reason());
                    throw cancelled;
                  }
                });
    // Two checkpoints on entry and while waiting, one by the deadline, and each series once to its
    // end; where the helper is cancelled, the join fails.
    assertThat(runs).isGreaterThanOrEqualTo(6);
    assertThat(ends).contains("done", "struck on entry", "struck while it waits");
    assertThat(ends).anyMatch(reason -> reason.startsWith("not done within"));
  }

  @Test
  void one_run_can_be_repeated_and_reaches_its_checkpoint_or_not() {
    Unchecked twice =
        () -> {
          sleep(ofMillis(1));
          sleep(ofMillis(1));
        };
    assertThat(EVERYWHERE.checkOnly(Strike.ON_ENTRY, 2, () -> twice)).isTrue();
    assertThat(EVERYWHERE.checkOnly(Strike.ON_ENTRY, 3, () -> twice)).isFalse();
  }

  @Test
  void another_failure_than_a_cancellation_fails_the_run() {
    for (Throwable cause : List.of(new IOException("broken"), new AssertionError("wrong"))) {
      Unchecked failing =
          () -> {
            if (cause instanceof Error error) {
              throw error;
            }
            throw (Exception) cause;
          };
      assertThatThrownBy(() -> EVERYWHERE.check(() -> failing))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ON_ENTRY")
          .hasRootCause(cause);
    }
  }

  @Test
  void code_that_gives_back_what_it_takes_passes() {
    var permits = Semaphore.of(1);
    int runs =
        EVERYWHERE.check(() ->
            new Scenario() {
              @Override
              public void run() {
                try (var _ = permits.acquire()) {
                  boolean _ = ignoreAfter(ofMillis(1), () -> sleep(ofMillis(2)));
                }
              }

              @Override
              public void check() {
                assertThat(permits.available()).isOne();
              }
            });
    assertThat(runs).isGreaterThan(3);
  }
}
