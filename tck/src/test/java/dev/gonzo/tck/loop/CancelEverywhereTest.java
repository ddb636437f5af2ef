package dev.gonzo.tck.loop;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import org.junit.jupiter.api.Test;

/** What the tool says; what it finds stands in its chapter. */
class CancelEverywhereTest {
  private static final CancelEverywhere EVERYWHERE =
      CancelEverywhere.on(() -> Kernels.open("none", new VirtualClock()));

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
