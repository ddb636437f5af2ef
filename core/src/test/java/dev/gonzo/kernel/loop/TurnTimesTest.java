package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernels;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a kernel reads its clock, and which task gets the time. */
class TurnTimesTest {
  private static final int TURNS = 1_000;

  /** Goes on only when a task says so. */
  private static final class SetByTasks implements Clock {
    private long nanos;
    private int readings;

    @Override
    public long nanos() {
      readings++;
      return nanos;
    }

    @Override
    public long waitNanos(long deadline, boolean outside) {
      return 0;
    }
  }

  private final SetByTasks clock = new SetByTasks();

  private Task<?> takesTurns(Duration each) {
    return spawn(() -> {
      for (int turn = 0; turn < TURNS; turn++) {
        clock.nanos += each.toNanos();
        yieldNow();
      }
    });
  }

  @Test
  void short_turns_are_measured_together() throws Exception {
    run(
        Kernels.of("nio", clock),
        () -> {
          for (Task<?> task :
              List.of(takesTurns(Duration.ofNanos(300)), takesTurns(Duration.ofNanos(300)))) {
            task.join();
          }
        });
    // Each checkpoint reads a clock that is not the system's, and each step of the kernel does too.
    int checkpoints = 2 * TURNS;
    assertThat(clock.readings).isBetween(checkpoints, checkpoints + TURNS / 2);
  }

  @Test
  void a_task_with_long_turns_gets_its_time_and_the_others_do_not() throws Exception {
    run(
        Kernels.of("nio", clock),
        () -> {
          Task<?> idle = takesTurns(Duration.ofNanos(10));
          Task<?> busy = takesTurns(Duration.ofMillis(1));
          busy.join();
          idle.join();
          // A row that was thought to be short may have been shared.
          assertThat(busy.runTime()).isGreaterThan(Duration.ofMillis(TURNS - 16));
          assertThat(idle.runTime()).isLessThan(Duration.ofMillis(16));
          assertThat(busy.runTime().plus(idle.runTime()).toMillis()).isEqualTo(TURNS);
        });
  }
}
