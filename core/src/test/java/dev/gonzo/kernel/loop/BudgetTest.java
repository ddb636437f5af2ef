package dev.gonzo.kernel.loop;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A task whose traps are all answered at once lets other tasks run at intervals. */
class BudgetTest {
  @Test
  void a_task_of_checkpoints_starves_nobody() {
    var over = new boolean[1];
    run(() -> {
      var computing =
          spawn(() -> {
            while (!over[0]) {
              checkpoint();
            }
          });
      yieldNow();
      over[0] = true;
      computing.join();
    });
  }

  @Test
  void short_runs_of_checkpoints_do_not_give_up_the_turn() {
    List<String> events = new ArrayList<>();
    run(() -> {
      var other = spawn(() -> events.add("other"));
      for (int i = 0; i < LoopTurns.BUDGET; i++) {
        checkpoint();
      }
      events.add("main");
      checkpoint();
      events.add("main again");
      other.join();
    });
    assertThat(events).containsExactly("main", "other", "main again");
  }

  @Test
  void a_cancellation_that_comes_while_the_others_run_arrives_before_the_trap_begins() {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          var sleeper =
              spawn(() -> {
                for (int i = 0; i < LoopTurns.BUDGET; i++) {
                  checkpoint();
                }
                sleep(Duration.ofDays(1)); // gives up its turn first
              });
          yieldNow();
          sleeper.cancel();
          assertThat(sleeper.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
          assertThat(Moment.now().sinceOrigin()).isZero();
        });
  }
}
