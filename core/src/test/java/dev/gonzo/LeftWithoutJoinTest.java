package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A group's block that is left while its members are at work. */
@Tag("realTime")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeftWithoutJoinTest {
  private static void leave(int members) {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          try (var group = TaskGroup.<Void>open()) {
            for (int i = 1; i <= members; i++) {
              group.spawn("worker " + i, () -> sleep(ofSeconds(1)));
            }
          }
        });
  }

  @Test
  void its_place_is_reported_once_with_the_members_that_were_cut_short() {
    try (var log = new LogCapture()) {
      leave(5);
      leave(5);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains(
              "LeftWithoutJoinTest.java:",
              "worker 1, worker 2, worker 3 and 2 more",
              "call join() before the block ends");
    }
  }

  @Test
  void members_that_have_finished_are_no_reason() {
    try (var log = new LogCapture()) {
      run(
          Kernels.of("none", new VirtualClock()),
          () -> {
            try (var group = TaskGroup.<Integer>open()) {
              group.spawn(() -> 1);
              sleep(ofSeconds(1));
              group.spawn(() -> 2); // ends without a checkpoint, although the block is left
            }
          });
      assertThat(log.warnings()).isEmpty();
    }
  }
}
