package dev.gonzo.sim;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.DeadlockException;
import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.console.Console;
import dev.gonzo.process.Signals;
import dev.gonzo.sim.world.LeavesSimulationException;
import dev.gonzo.sim.world.StuckException;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final int SEEDS = 50;

  // ---------------------------------------------------------------- time

  @Test
  void time_passes_when_nothing_can_happen() {
    Ending<Duration> ending =
        Simulation.ofSeed(1)
            .run(() -> {
              Moment began = Moment.now();
              sleep(ofHours(190));
              return Moment.now().since(began);
            });
    assertThat(ending.valueOrThrow()).isEqualTo(ofHours(190));
    assertThat(ending.time()).isEqualTo(ofHours(190));
  }

  @Test
  void a_timeout_expires_in_simulated_time() {
    Ending<Boolean> ending =
        Simulation.ofSeed(1)
            .run(() -> {
              assertThatThrownBy(() -> timeoutAfter(ofHours(3), () -> sleep(ofHours(4))))
                  .isInstanceOf(DeadlineExceededException.class);
              return true;
            });
    assertThat(ending.<RuntimeException>valueOrThrow()).isTrue();
    assertThat(ending.time()).isEqualTo(ofHours(3));
  }

  @Test
  void what_the_main_program_throws_is_the_failure() {
    var failure = new IOException("as it is");
    Ending<?> ending =
        Simulation.ofSeed(1)
            .run(() -> {
              throw failure;
            });
    assertThat(ending.failure()).containsSame(failure);
    assertThatThrownBy(ending::valueOrThrow).isSameAs(failure);
  }

  @Test
  void a_hundred_hosts_that_mostly_sleep_take_no_time() {
    var simulation = Simulation.ofSeed(1);
    for (int i = 0; i < 100; i++) {
      var _ =
          simulation.host(
              "host" + i,
              () -> {
                while (true) {
                  sleep(ofSeconds(60));
                }
              });
    }
    Ending<?> ending = simulation.run(() -> sleep(ofHours(12)));
    assertThat(ending.failure()).isEmpty();
    assertThat(ending.time()).isEqualTo(ofHours(12));
  }

  // ---------------------------------------------------------------- seeds

  @Test
  // docs/edges.md: H8
  void one_seed_gives_one_history() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Ending<List<String>> first = Programs.world(SimulationOptions.ofSeed(seed));
      Ending<List<String>> second = Programs.world(SimulationOptions.ofSeed(seed));
      assertThat(first.failure()).isEmpty();
      assertThat(second.valueOrThrow()).as("seed %d", seed).isEqualTo(first.valueOrThrow());
      assertThat(second.history()).as("seed %d", seed).isEqualTo(first.history());
    }
  }

  @Test
  void the_history_is_the_same_if_it_is_traced() {
    List<String> lines = new ArrayList<>();
    Ending<?> plain = Programs.world(SimulationOptions.ofSeed(7));
    Ending<?> traced = Programs.world(SimulationOptions.ofSeed(7).withTrace(lines::add));
    assertThat(traced.history()).isEqualTo(plain.history()).matches("[0-9a-f]{16}");
    assertThat(lines).hasSizeGreaterThan(1_000);
    assertThat(lines).noneMatch(line -> line.contains("Handle@") || line.contains("[B@"));
  }

  @Test
  void each_seed_gives_another_history() {
    Set<String> histories = new LinkedHashSet<>();
    Set<List<String>> orders = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      Ending<List<String>> ending = Programs.world(SimulationOptions.ofSeed(seed));
      histories.add(ending.history());
      orders.add(ending.valueOrThrow());
    }
    assertThat(histories).hasSize(SEEDS);
    assertThat(orders).hasSize(SEEDS);
  }

  @Test
  void an_order_that_breaks_the_program_is_found_by_a_seed_and_not_by_first_come_first_served() {
    assertThat(LongStream.range(0, SEEDS).filter(seed -> isRight(SimulationOptions.ofSeed(seed))))
        .hasSizeBetween(1, SEEDS - 1);
    assertThat(
            LongStream.range(0, SEEDS)
                .filter(seed -> isRight(SimulationOptions.ofSeed(seed).withFirstComeFirstServed())))
        .hasSize(SEEDS);
  }

  private static boolean isRight(SimulationOptions options) {
    return Simulation.of(options).run(Programs::checkThenAct).<RuntimeException>valueOrThrow();
  }

  @Test
  void virtual_threads_of_libraries_run_in_the_order_of_the_seed() {
    Set<List<Integer>> orders = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Integer> order = new ArrayList<>();
      Ending<?> ending = Simulation.ofSeed(seed).run(() -> threads(order));
      assertThat(ending.failure()).isEmpty();
      orders.add(order);
    }
    assertThat(orders).hasSizeGreaterThan(4);
    List<Integer> inOrder = new ArrayList<>();
    Ending<?> ending =
        Simulation.of(SimulationOptions.ofSeed(0).withFirstComeFirstServed())
            .run(() -> threads(inOrder));
    assertThat(ending.failure()).isEmpty();
    assertThat(inOrder).containsExactly(0, 1, 2, 3);
  }

  private static void threads(List<Integer> order) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      threads.add(Thread.ofVirtual().start(() -> order.add(number)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void blocking_work_is_part_of_the_simulation() {
    Ending<String> ending =
        Simulation.ofSeed(3)
            .run(() -> {
              var queue = new LinkedBlockingQueue<String>();
              Task<String> work = spawn(() -> runInThread(queue::take));
              sleep(ofHours(1));
              queue.put("handed over");
              return work.join();
            });
    assertThat(ending.<RuntimeException>valueOrThrow()).isEqualTo("handed over");
    assertThat(ending.time()).isEqualTo(ofHours(1));
  }

  @Test
  void random_bytes_are_those_of_the_seed() {
    assertThat(bytes(1)).isEqualTo(bytes(1)).isNotEqualTo(bytes(2));
  }

  private static byte[] bytes(long seed) {
    return Simulation.ofSeed(seed)
        .run(() -> Environment.randomBytes(32))
        .<RuntimeException>valueOrThrow();
  }

  // ---------------------------------------------------------------- hosts

  @Test
  void nothing_of_a_host_that_crashes_runs_any_more() {
    List<String> log = new ArrayList<>();
    var simulation = Simulation.ofSeed(1);
    Host host =
        simulation.host(
            "db1",
            () -> {
              try {
                log.add("begins");
                sleep(ofSeconds(2));
                log.add("goes on");
              } finally {
                log.add("cleans up");
              }
            });
    Ending<?> ending =
        simulation.run(() -> {
          sleep(ofSeconds(1));
          host.crash();
          assertThat(host.isUp()).isFalse();
          host.awaitDown();
          sleep(ofSeconds(5));
          log.add("starts again");
          host.restart();
          host.awaitDown();
        });
    assertThat(ending.failure()).isEmpty();
    assertThat(log).containsExactly("begins", "starts again", "begins", "goes on", "cleans up");
    assertThat(ending.time()).isEqualTo(ofSeconds(8));
    assertThat(ending.faults()).containsEntry("host: crash", 1L);
  }

  @Test
  void a_task_that_crashes_its_own_host_does_not_go_on() {
    List<String> log = new ArrayList<>();
    var simulation = Simulation.ofSeed(1);
    var host = new Host[1];
    host[0] =
        simulation.host(
            "db1",
            () -> {
              try {
                host[0].crash();
              } finally {
                log.add("cleans up");
              }
            });
    Ending<?> ending = simulation.run(() -> host[0].awaitDown());
    assertThat(ending.failure()).isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void after_a_pause_everything_is_late_at_once() {
    List<Duration> times = new ArrayList<>();
    var simulation = Simulation.ofSeed(1);
    Host host =
        simulation.host(
            "db1",
            () -> {
              for (int i = 0; i < 3; i++) {
                sleep(ofSeconds(1));
                times.add(Moment.now().sinceOrigin());
              }
            });
    Ending<?> ending =
        simulation.run(() -> {
          sleep(ofMillis(500));
          host.pause(ofSeconds(10));
          host.awaitDown();
        });
    assertThat(ending.failure()).isEmpty();
    assertThat(times).containsExactly(ofMillis(10_500), ofMillis(11_500), ofMillis(12_500));
  }

  @Test
  void the_turns_of_a_slow_host_take_time() {
    var simulation = Simulation.ofSeed(1);
    Host host =
        simulation.host(
            "slow",
            () -> {
              for (int i = 0; i < 9; i++) {
                yieldNow();
              }
            });
    host.slowDown(ofMillis(10));
    Ending<?> ending = simulation.run(host::awaitDown);
    assertThat(ending.time()).isEqualTo(ofMillis(90));
  }

  @Test
  void each_host_has_clocks_of_its_own() {
    List<String> log = new ArrayList<>();
    var simulation = Simulation.ofSeed(1);
    Host fast =
        simulation.host(
            "fast",
            () -> {
              sleep(ofSeconds(100));
              log.add("monotonic " + Moment.now().sinceOrigin());
              log.add("wall " + Programs.shownByTheWallClock());
            });
    fast.driftAt(1.25);
    fast.setWallClock(ofHours(-1));
    Ending<String> ending =
        simulation.run(() -> {
          fast.awaitDown();
          return Programs.shownByTheWallClock();
        });
    assertThat(ending.<RuntimeException>valueOrThrow()).isEqualTo("2000-01-01T00:01:20Z");
    assertThat(log).containsExactly("monotonic PT1M40S", "wall 1999-12-31T23:01:40Z");
    assertThat(ending.time()).isEqualTo(ofSeconds(80));
  }

  @Test
  void a_host_has_a_standard_input_and_gets_signals() {
    List<String> log = new ArrayList<>();
    var simulation = Simulation.ofSeed(1);
    Host host =
        simulation.host(
            "db1",
            () -> {
              try (var signals = Signals.open("HUP")) {
                log.add(Console.of().readLine());
                log.add(signals.take());
              }
            });
    host.type("a line\n");
    Ending<?> ending =
        simulation.run(() -> {
          sleep(ofSeconds(1));
          host.signal("HUP");
          host.awaitDown();
        });
    assertThat(ending.failure()).isEmpty();
    assertThat(log).containsExactly("a line", "HUP");
  }

  @Test
  void a_failure_of_a_host_fails_the_simulation() {
    var simulation = Simulation.ofSeed(1);
    var _ =
        simulation.host(
            "db1",
            () -> {
              sleep(ofSeconds(1));
              throw new IOException("disk full");
            });
    Ending<?> ending = simulation.run(() -> sleep(ofHours(1)));
    assertThat(ending.failure())
        .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("db1"));
    assertThat(ending.time()).isEqualTo(ofSeconds(1));
  }

  // ---------------------------------------------------------------- what cannot go on

  @Test
  void a_program_that_waits_for_ever_is_reported() {
    Ending<?> ending = Simulation.ofSeed(1).run(() -> Gonzo.suspendUntil(_ -> {}));
    assertThat(ending.failure()).containsInstanceOf(StuckException.class);
    assertThat(ending.failure().orElseThrow()).hasMessageContaining("main");
  }

  @Test
  void time_that_does_not_pass_is_reported_with_the_task() {
    Ending<?> ending =
        Simulation.of(SimulationOptions.ofSeed(1).withMostAtOnce(10_000))
            .run(() -> {
              Task<?> _ =
                  spawn(
                      "retries",
                      () -> {
                        while (true) {
                          sleep(Duration.ZERO);
                        }
                      });
              sleep(ofSeconds(1));
            });
    assertThat(ending.failure()).containsInstanceOf(StuckException.class);
    assertThat(ending.failure().orElseThrow())
        .hasMessageContaining("retries")
        .hasMessageContaining("SimulationTest");
  }

  @Test
  void the_limit_of_simulated_time_holds() {
    Ending<?> ending =
        Simulation.of(SimulationOptions.ofSeed(1).withTimeLimit(ofMinutes(1)))
            .run(() -> {
              while (true) {
                sleep(ofSeconds(7));
              }
            });
    assertThat(ending.failure()).containsInstanceOf(StuckException.class);
    assertThat(ending.time()).isLessThanOrEqualTo(ofMinutes(1));
  }

  @Test
  void a_platform_thread_leaves_the_simulation() {
    var goOn = new CountDownLatch(1);
    Ending<?> ending =
        Simulation.ofSeed(1)
            .run(() -> {
              Thread.ofPlatform()
                  .name("outside")
                  .start(() -> {
                    try {
                      goOn.await();
                    } catch (InterruptedException unexpected) {
                      throw new IllegalStateException(unexpected);
                    }
                  })
                  .join();
            });
    goOn.countDown();
    assertThat(ending.failure()).containsInstanceOf(LeavesSimulationException.class);
    assertThat(ending.failure().orElseThrow())
        .hasMessageContaining("leaves simulated time: ")
        .hasMessageContaining("outside");
  }

  @Test
  void an_event_that_never_comes_is_a_deadlock_that_is_cleaned_up() {
    List<String> log = new ArrayList<>();
    Ending<?> ending =
        Simulation.ofSeed(1)
            .run(() -> {
              try {
                Event.of().await();
              } finally {
                log.add("cleaned up");
              }
            });
    assertThat(ending.failure()).containsInstanceOf(DeadlockException.class);
    assertThat(log).containsExactly("cleaned up");
  }
}
