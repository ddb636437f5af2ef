package dev.gonzo.kernel;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A kernel whose own parts fail ends with the failure. */
@Tag("realTime")
class BrokenDriverTest {
  /** A driver whose device fails. */
  static final class Broken implements Driver {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public boolean supports(Class<?> group) {
      return false;
    }

    @Override
    public Object answer(LoopTask<?> task, Trap.Net<?> trap) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void poll(long nanos) {
      throw new IllegalStateException("the device is gone");
    }

    @Override
    public void wakeUp() {}

    @Override
    public void close() {}
  }

  @Test
  @Timeout(300)
  // docs/edges.md: G11
  void a_driver_that_fails_ends_the_run_with_its_failure() {
    var kernel = new LoopThread("broken", Clock.system(), Broken::new, Set.of());
    assertThatThrownBy(() -> run(kernel, () -> sleep(Duration.ofMillis(1))))
        .hasStackTraceContaining("the device is gone");
    assertThatThrownBy(() -> run(kernel, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("serves one run");
  }
}
