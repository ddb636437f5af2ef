package dev.gonzo.testing;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.DeadlockException;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.queue.Queue;
import dev.gonzo.trap.NetTrap;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  @Test
  void a_sleep_moves_the_clock_by_exactly_its_time() {
    Duration slept =
        inVirtualTime(() -> {
          Moment before = Moment.now();
          sleep(ofHours(1));
          return Moment.now().since(before);
        });
    assertThat(slept).isEqualTo(ofHours(1));
  }

  @Test
  void a_program_that_can_never_go_on_ends_with_a_report() {
    assertThatThrownBy(() -> inVirtualTime(() -> Queue.<String>bounded(1).get()))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("main waits");
  }

  @Test
  void a_kernel_with_devices_is_in_virtual_time_too() {
    assertThat(VirtualTime.kernel().supports(NetTrap.class)).isFalse();
    var kernel = VirtualTime.kernel("nio");
    assertThat(kernel.supports(NetTrap.class)).isTrue();
    Gonzo.run(
        kernel,
        () -> {
          var sleeper = spawn(() -> sleep(ofHours(9)));
          sleep(ofHours(10));
          assertThat(sleeper.outcome()).isPresent();
        });
  }
}
