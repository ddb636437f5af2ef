package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.sim.world.LeavesSimulationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Platform threads beside a simulation. */
class OutsideThreadsTest {
  private final CountDownLatch letGo = new CountDownLatch(1);

  @AfterEach
  void endThreads() {
    letGo.countDown();
  }

  private void startThread() {
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .name("beside")
            .start(() -> {
              try {
                letGo.await();
              } catch (InterruptedException ends) {
                // and so it does
              }
            });
  }

  /** Often enough that threads are looked for. */
  private static Ending<?> longSimulation(Runnable first) {
    return Simulation.ofSeed(1)
        .run(() -> {
          first.run();
          for (int i = 0; i < 1_000; i++) {
            sleep(ofHours(1));
          }
        });
  }

  @Test
  void one_that_a_task_of_an_earlier_kernel_has_left_is_not_the_simulations() {
    Gonzo.run(Kernels.of("nio", new VirtualClock()), this::startThread);
    Ending<?> ending = longSimulation(() -> {});
    assertThat(ending.failure()).isEmpty();
    assertThat(ending.time()).isEqualTo(ofHours(1_000));
  }

  @Test
  void one_that_its_own_task_starts_is_refused_by_name() {
    Ending<?> ending = longSimulation(this::startThread);
    assertThatThrownBy(ending::valueOrThrow)
        .isInstanceOf(LeavesSimulationException.class)
        .hasMessageContaining("beside");
  }
}
