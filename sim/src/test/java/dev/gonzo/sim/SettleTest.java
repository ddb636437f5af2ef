package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Waiting for a simulation, standing still in it, and ending it from outside. */
class SettleTest {
  private int turns;

  private void works() {
    for (int i = 0; i < 100; i++) {
      yieldNow();
      turns++;
    }
    sleep(ofMillis(1));
    turns++;
  }

  @Test
  void it_waits_for_all_tasks_of_all_hosts_and_no_time_passes() {
    for (long seed = 1; seed <= 20; seed++) {
      turns = 0;
      var simulation = Simulation.ofSeed(seed);
      simulation.host("a", this::works);
      simulation.host("b", this::works);
      simulation
          .run(() -> {
            Task<?> own = spawn(this::works);
            Moment before = Moment.now();
            Simulation.settle();
            assertThat(turns).isEqualTo(300);
            assertThat(Moment.now()).isEqualTo(before);
            Simulation.settle(); // with nothing to wait for
            own.join();
          })
          .valueOrThrow();
    }
  }

  @Test
  void a_cancellation_ends_the_wait_and_another_wait_is_not_disturbed() {
    for (long seed = 1; seed <= 20; seed++) {
      turns = 0;
      Simulation.ofSeed(seed)
          .run(() -> {
            Task<?> busy = spawn(this::works);
            Task<?> waiting = spawn(() -> Simulation.settle());
            yieldNow();
            waiting.cancel();
            assertThat(waiting.state()).isEqualTo(TaskState.ENDED);
            Simulation.settle();
            assertThat(turns).isEqualTo(100);
            busy.join();
          })
          .valueOrThrow();
    }
  }

  @Test
  void two_tasks_may_wait_for_it_at_once() {
    var simulation = Simulation.ofSeed(7);
    simulation
        .run(() -> {
          Task<?> other = spawn(() -> Simulation.settle());
          Simulation.settle();
          other.join();
        })
        .valueOrThrow();
  }

  @Test
  void it_is_refused_outside_of_simulations() {
    assertThat(Simulation.isHere()).isFalse();
    assertThatThrownBy(Simulation::settle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("settle is for the tasks of a simulation");
  }

  private Ending<?> standsStill(long seed, List<Integer> seen, boolean reallyWaits) {
    turns = 0;
    var simulation = Simulation.ofSeed(seed);
    simulation.host("a", this::works);
    return simulation.run(() -> {
      assertThat(Simulation.isHere()).isTrue();
      int before = turns;
      Moment began = Moment.now();
      seen.add(
          simulation.outside(() -> {
            assertThat(Simulation.isHere()).isFalse();
            if (reallyWaits) {
              Thread.onSpinWait();
              System.gc();
            }
            assertThat(turns).isEqualTo(before);
            return turns;
          }));
      assertThat(Moment.now()).isEqualTo(began);
      assertThatThrownBy(() ->
              simulation.outside(() -> {
                throw new IllegalStateException("no file");
              }))
          .hasMessage("no file");
      sleep(ofSeconds(1));
    });
  }

  @Test
  void nothing_happens_while_something_is_done_outside() {
    for (long seed = 1; seed <= 10; seed++) {
      List<Integer> seen = new ArrayList<>();
      Ending<?> one = standsStill(seed, seen, false);
      assertThat(one.failure()).isEmpty();
      Ending<?> other = standsStill(seed, seen, true);
      assertThat(other.history()).isEqualTo(one.history());
      assertThat(seen.getFirst()).isEqualTo(seen.getLast());
    }
  }

  @Test
  void a_simulation_that_takes_too_long_is_ended_from_outside() throws Exception {
    var simulation = Simulation.of(SimulationOptions.ofSeed(1).withTimeLimit(ofDays(100_000)));
    var begun = new CountDownLatch(1);
    var ending =
        new FutureTask<Ending<?>>(() ->
            simulation.run(() -> {
              begun.countDown();
              while (true) {
                sleep(ofMillis(1));
              }
            }));
    Thread.ofPlatform().start(ending);
    begun.await();
    simulation.abandon(new IllegalStateException("too long"));
    assertThat(ending.get().failure().orElseThrow()).hasMessage("too long");
  }

  @Test
  void an_observer_sees_the_tasks_of_the_main_program() {
    List<String> names = new ArrayList<>();
    var simulation = Simulation.ofSeed(1);
    simulation.host("a", () -> spawn("of the host", () -> {}).join());
    simulation
        .addObserver(
            new Activation() {
              @Override
              public void created(Task<?> task) {
                names.add(task.name());
              }
            })
        .run(() -> spawn("of the main program", () -> {}).join())
        .valueOrThrow();
    assertThat(names).contains("of the main program").doesNotContain("of the host");
  }
}
