package dev.gonzo.kernel.loop.run;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.kernel.Clock;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.ThreadTrap.WaitForWaker;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A kernel whose devices fail ends its tasks first, and then says why. */
@Tag("realTime")
class BrokenDriverTest {
  @Test
  @Timeout(300)
  // docs/edges.md: G11
  void a_driver_that_fails_ends_the_run_with_its_failure() {
    var kernel = new LoopThread("broken", Clock.system(), BrokenDriver::new, Set.of());
    assertThatThrownBy(() -> run(kernel, () -> sleep(Duration.ofMillis(1))))
        .hasStackTraceContaining("the device is gone");
    assertThatThrownBy(() -> run(kernel, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("serves one run");
  }

  @Test
  @Timeout(300)
  void its_tasks_clean_up_before() {
    var transcript = new ConcurrentLinkedQueue<String>();
    var kernel = new LoopThread("broken", Clock.system(), BrokenDriver::new, Set.of());
    assertThatThrownBy(() ->
            run(
                kernel,
                () -> {
                  spawn(() -> waitAndCleanUp("other", transcript));
                  waitAndCleanUp("main", transcript);
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the kernel broke")
        .hasRootCauseMessage("the device is gone");
    assertThat(transcript).containsExactlyInAnyOrder("main", "other");
  }

  private static void waitAndCleanUp(String name, Queue<String> transcript) {
    try {
      sleep(Duration.ofDays(1));
    } finally {
      sleep(Duration.ofMillis(20));
      transcript.add(name);
    }
  }

  @Test
  @Tag("long")
  @Timeout(300)
  void a_clean_up_that_waits_for_the_devices_is_left_where_it_is() {
    var kernel = new LoopThread("broken", Clock.system(), BrokenDriver::new, Set.of());
    assertThatThrownBy(() ->
            run(
                kernel,
                () -> {
                  try {
                    sleep(Duration.ofDays(1));
                  } finally {
                    Coroutine.trap(new WaitForWaker(Coroutine.trap(new OpenWaker())));
                  }
                }))
        .hasRootCauseMessage("the device is gone");
  }
}
