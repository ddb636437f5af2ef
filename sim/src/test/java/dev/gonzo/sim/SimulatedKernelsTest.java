package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.testing.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SimulatedKernelsTest {
  /** A program that knows the kernel, and does not use it. */
  static final class Ordinary {
    private Ordinary() {}

    public static void main(String[] arguments) {
      IO.println(Kernels.names().contains("sim") + " " + Gonzo.run(() -> "ran"));
    }
  }

  @Tag("realTime")
  @Test
  void without_the_flags_programs_run_on_the_other_kernels() throws Exception {
    try (var child = ChildJvm.startPlain(Ordinary.class)) {
      var ended = child.awaitEnd();
      assertThat(ended.out()).as(ended.err()).isEqualTo("true ran\n");
    }
  }

  @Test
  void the_kernel_is_found_by_its_name() {
    assertThat(Kernels.names()).contains("sim");
    String ended =
        Gonzo.run(
            Kernels.of("sim", new VirtualClock()),
            () -> {
              sleep(ofHours(190));
              return Programs.shownByTheWallClock();
            });
    assertThat(ended).isEqualTo("2000-01-08T22:00:00Z");
  }

  @Test
  void it_uses_no_other_clock_than_its_own() {
    assertThat(Kernels.of("sim", new VirtualClock()).name()).isEqualTo("sim");
    var other =
        new Clock() {
          @Override
          public long nanos() {
            return 0;
          }

          @Override
          public long waitNanos(long deadlineNanos, boolean outside) {
            return 0;
          }
        };
    assertThatThrownBy(() -> Kernels.of("sim", other))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("clock");
  }
}
