package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A wait queue belongs to one kernel while a task waits in it. */
class TwoKernelsTest {
  private final WaitQueue queue = new WaitQueue();

  private void misuse() {
    run(() -> {
      assertThatThrownBy(() -> Coroutine.trap(new WaitOn(queue)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("waiter of another kernel");
      assertThatThrownBy(() -> Coroutine.trap(new Wake(queue, 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("waiter of another kernel");
    });
  }

  private void waitAndWake() {
    Task<?> waiter = spawn("waiter", () -> Coroutine.trap(new WaitOn(queue)));
    yieldNow();
    assertThat((int) Coroutine.trap(new Wake(queue, 1))).isEqualTo(1);
    Object _ = waiter.join();
  }

  @Test
  void another_kernel_is_refused_and_the_one_that_waits_is_undisturbed() throws Exception {
    run(() -> {
      Task<?> waiter = spawn("waiter", () -> Coroutine.trap(new WaitOn(queue)));
      yieldNow();
      boolean _ =
          runInThread(() -> {
            misuse();
            return true;
          });
      assertThat(queue.waiting()).isEqualTo(List.of(waiter));
      assertThat((int) Coroutine.trap(new Wake(queue, 1))).isEqualTo(1);
      Object _ = waiter.join();
    });
  }

  @Test
  void an_empty_one_may_serve_one_kernel_after_the_other() {
    run(this::waitAndWake);
    run(this::waitAndWake);
  }
}
