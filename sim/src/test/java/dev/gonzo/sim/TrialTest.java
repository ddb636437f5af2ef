package dev.gonzo.sim;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.DeadlockException;
import dev.gonzo.Task;
import dev.gonzo.net.Udp;
import dev.gonzo.net.UdpSocket;
import dev.gonzo.queue.Queue;
import dev.gonzo.sim.search.FailureClass;
import dev.gonzo.sim.search.Shrinker;
import dev.gonzo.sim.search.Shrinker.Shrunk;
import dev.gonzo.sim.world.LeavesSimulationException;
import dev.gonzo.sim.world.Plan;
import dev.gonzo.sim.world.StuckException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("realTime")
class TrialTest {
  private static final int SEEDS = 1_000;

  private static Ending<?> tried(long seed, Scenario scenario) {
    return Trial.of(SimulationOptions.ofSeed(seed), scenario);
  }

  /** Tasks that have nothing to do with the race, and leave much to the seed. */
  private static void noise() {
    var queue = Queue.<Integer>bounded(2);
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      tasks.add(
          spawn(() -> {
            for (int round = 0; round < 10; round++) {
              queue.put(number);
              yieldNow();
            }
          }));
      tasks.add(
          spawn(() -> {
            for (int round = 0; round < 10; round++) {
              int _ = queue.get();
              sleep(ofMillis(1));
            }
          }));
    }
    tasks.forEach(Task::join);
  }

  private static void race(Simulation simulation) {
    simulation
        .run(() -> {
          Task<?> noise = spawn(TrialTest::noise);
          if (!Programs.checkThenAct()) {
            throw new IllegalStateException("two have taken it");
          }
          noise.join();
        })
        .valueOrThrow();
  }

  private static Optional<Shrunk> shrunk(long seed, Scenario scenario) {
    FailureClass sort = FailureClass.of(tried(seed, scenario).failure().orElseThrow());
    return Shrinker.<RuntimeException>shrink(
        plan -> {
          Ending<?> ending = Trial.of(SimulationOptions.ofSeed(seed).withPlan(plan), scenario);
          return ending
              .failure()
              .map(FailureClass::of)
              .filter(sort::equals)
              .map(_ -> ending.decisions());
        },
        300);
  }

  private static long seedThatFails(Scenario scenario) {
    return LongStream.range(0, SEEDS)
        .filter(seed -> tried(seed, scenario).failure().isPresent())
        .findFirst()
        .orElseThrow();
  }

  // ---------------------------------------------------------------- shrinking

  @Test
  void a_planted_race_is_found_and_shrunk_to_a_few_switches() {
    long seed = seedThatFails(TrialTest::race);
    Shrunk shrunk = shrunk(seed, TrialTest::race).orElseThrow();
    assertThat(shrunk.before()).hasSizeGreaterThan(20);
    assertThat(shrunk.after()).hasSizeBetween(1, 5);
    assertThat(shrunk.isMinimal()).isTrue();
  }

  @Test
  void the_plan_of_a_shrunk_history_repeats_it() {
    long seed = seedThatFails(TrialTest::race);
    Shrunk shrunk = shrunk(seed, TrialTest::race).orElseThrow();
    Plan plan = Plan.ofLines(Plan.only(shrunk.after()).lines());
    SimulationOptions options = SimulationOptions.ofSeed(seed).withPlan(plan);
    Ending<?> first = Trial.of(options, TrialTest::race);
    Ending<?> second = Trial.of(options, TrialTest::race);
    assertThat(first.failure()).isPresent();
    assertThat(second.history()).isEqualTo(first.history());
    assertThat(first.decisions()).isEqualTo(shrunk.after());
    assertThat(first.events()).isLessThan(tried(seed, TrialTest::race).events());
  }

  @Test
  void recording_does_not_change_a_history() {
    for (long seed = 0; seed < 20; seed++) {
      SimulationOptions options = SimulationOptions.ofSeed(seed);
      assertThat(Programs.world(options.withPlan(Plan.recorded())).history())
          .isEqualTo(Programs.world(options).history());
    }
  }

  @Test
  void all_recorded_decisions_together_give_the_same_history() {
    SimulationOptions options = SimulationOptions.ofSeed(3);
    Ending<?> whole = Programs.world(options.withPlan(Plan.recorded()));
    Ending<?> again = Programs.world(options.withPlan(Plan.only(whole.decisions())));
    assertThat(again.history()).isEqualTo(whole.history());
    assertThat(again.decisions()).isEqualTo(whole.decisions());
  }

  @Test
  void without_any_switch_every_seed_runs_first_come_first_served() {
    List<List<String>> logs = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      List<String> log = new ArrayList<>();
      Simulation.of(SimulationOptions.ofSeed(seed).withPlan(Plan.only(List.of())))
          .run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
              int number = i;
              tasks.add(
                  spawn(() -> {
                    for (int round = 0; round < 3; round++) {
                      log.add(round + "." + number);
                      yieldNow();
                    }
                  }));
            }
            tasks.forEach(Task::join);
          })
          .valueOrThrow();
      logs.add(log);
    }
    assertThat(logs).containsOnly(logs.getFirst());
    assertThat(logs.getFirst()).isSorted();
  }

  /** Fails in two ways, the rarer of which needs less. */
  private static void twoFailures(Simulation simulation) {
    simulation
        .run(() -> {
          List<Integer> order = new ArrayList<>();
          List<Task<?>> tasks = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            int number = i;
            tasks.add(spawn(() -> order.add(number)));
          }
          tasks.forEach(Task::join);
          if (order.indexOf(3) < order.indexOf(0)) {
            throw new IllegalStateException("3 came first");
          }
          if (order.indexOf(2) < order.indexOf(1)) {
            throw new IllegalArgumentException("2 came first");
          }
        })
        .valueOrThrow();
  }

  @Test
  void a_failure_is_not_shrunk_to_another_one() {
    int seen = 0;
    for (long seed = 0; seed < 50; seed++) {
      Throwable failure = tried(seed, TrialTest::twoFailures).failure().orElse(null);
      if (failure != null) {
        Shrunk shrunk = shrunk(seed, TrialTest::twoFailures).orElseThrow();
        SimulationOptions options =
            SimulationOptions.ofSeed(seed).withPlan(Plan.only(shrunk.after()));
        assertThat(Trial.of(options, TrialTest::twoFailures).failure().orElseThrow())
            .hasSameClassAs(failure)
            .hasMessage(failure.getMessage());
        seen |= failure instanceof IllegalArgumentException ? 1 : 2;
      }
    }
    assertThat(seen).isEqualTo(3);
  }

  /** Fails if the seventh datagram is lost, whatever happens to the others. */
  private static void lostDatagram(Simulation simulation) {
    List<Integer> arrived = new ArrayList<>();
    var _ =
        simulation.host(
            "server",
            () -> {
              try (UdpSocket socket = Udp.open("server", 7000)) {
                while (true) {
                  byte[] content = new byte[1];
                  var _ = socket.receiveFrom(content);
                  arrived.add((int) content[0]);
                }
              }
            });
    simulation.network().conditions(NetworkConditions.good().withLoss(0.3).withDuplication(0.3));
    simulation
        .run(() -> {
          try (UdpSocket socket = Udp.connect("server", 7000)) {
            for (int i = 0; i < 30; i++) {
              sleep(ofMillis(10));
              socket.send(new byte[] {(byte) i});
            }
          }
          sleep(ofSeconds(1));
          if (!arrived.contains(7)) {
            throw new IllegalStateException("the seventh is missing");
          }
        })
        .valueOrThrow();
  }

  @Test
  void the_one_fault_is_found_that_a_failure_needs() {
    long seed = seedThatFails(TrialTest::lostDatagram);
    Ending<?> before = tried(seed, TrialTest::lostDatagram);
    Shrunk shrunk = shrunk(seed, TrialTest::lostDatagram).orElseThrow();
    assertThat(before.faults().get("network: packet lost")).isGreaterThan(3);
    assertThat(shrunk.after())
        .singleElement()
        .satisfies(decision -> assertThat(decision.kind()).isEqualTo("network: packet lost"));
    Ending<?> after =
        Trial.of(
            SimulationOptions.ofSeed(seed).withPlan(Plan.only(shrunk.after())),
            TrialTest::lostDatagram);
    assertThat(after.faults())
        .containsEntry("network: packet lost", 1L)
        .containsEntry("network: datagram duplicated", 0L);
  }

  // ---------------------------------------------------------------- scenarios

  @Test
  void a_scenario_fails_with_what_it_throws() {
    var failure = new Exception("as it is");
    assertThat(
            tried(
                    1,
                    simulation -> {
                      simulation.run(() -> {}).valueOrThrow();
                      throw failure;
                    })
                .failure())
        .containsSame(failure);
  }

  @Test
  void a_failure_of_the_main_program_that_no_one_has_asked_for_counts() {
    assertThat(tried(1, simulation -> simulation.run(() -> Integer.parseInt("x"))).failure())
        .containsInstanceOf(NumberFormatException.class);
    assertThat(
            tried(1, simulation -> simulation.run(() -> Integer.parseInt("x")).failure()).failure())
        .isEmpty();
  }

  @Test
  void a_scenario_that_simulates_nothing_has_failed() {
    assertThat(tried(1, _ -> {}).failure().orElseThrow()).hasMessageContaining("call run");
  }

  // ---------------------------------------------------------------- programs

  private static Ending<?> program(long seed, Trial.Program program) {
    String before = System.getProperty("gonzo.kernel");
    System.setProperty("gonzo.kernel", "sim");
    try {
      return Trial.ofProgram(SimulationOptions.ofSeed(seed).withTimeLimit(ofHours(1)), program);
    } finally {
      if (before == null) {
        System.clearProperty("gonzo.kernel");
      } else {
        System.setProperty("gonzo.kernel", before);
      }
    }
  }

  @Test
  void an_unchanged_program_has_one_history_for_one_seed() {
    Trial.Program program = () -> run(() -> Programs.busyHost(new ArrayList<>(), "a"));
    assertThat(program(1, program).failure()).isEmpty();
    assertThat(program(1, program).history()).isEqualTo(program(1, program).history());
    assertThat(program(1, program).history()).isNotEqualTo(program(2, program).history());
    assertThat(program(1, program).time()).isPositive();
  }

  @Test
  void several_runs_of_a_program_have_one_history() {
    Trial.Program once = () -> run(() -> sleep(ofSeconds(1)));
    Trial.Program twice =
        () -> {
          once.main();
          once.main();
        };
    assertThat(program(1, twice).time()).isEqualTo(ofSeconds(2));
    assertThat(program(1, twice).history())
        .isEqualTo(program(1, twice).history())
        .isNotEqualTo(program(1, once).history());
  }

  @Test
  void a_program_fails_with_what_main_throws_with_a_deadlock_and_at_the_time_limit() {
    assertThat(program(1, () -> run(() -> Integer.parseInt("x"))).failure())
        .containsInstanceOf(NumberFormatException.class);
    assertThat(program(1, () -> run(() -> Queue.<Integer>bounded(1).get())).failure().orElseThrow())
        .isInstanceOfAny(DeadlockException.class, StuckException.class);
    assertThat(program(1, () -> run(() -> sleep(ofHours(2)))).failure().orElseThrow())
        .isInstanceOf(StuckException.class)
        .hasMessageContaining("PT1H");
  }

  @Test
  void a_program_that_leaves_the_simulation_has_failed() {
    var over = new CountDownLatch(1);
    try {
      Ending<?> ending =
          program(
              1,
              () ->
                  run(() -> {
                    Thread outside = new Thread(() -> awaitUninterruptibly(over));
                    outside.start();
                    for (int i = 0; i < 1_000; i++) {
                      sleep(ofSeconds(1));
                    }
                  }));
      assertThat(ending.failure()).containsInstanceOf(LeavesSimulationException.class);
    } finally {
      over.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException early) {
        // the simulation may interrupt it
      }
    }
  }

  @Test
  void a_program_that_runs_nothing_has_failed() {
    assertThat(program(1, () -> {}).failure().orElseThrow()).hasMessageContaining("Gonzo.run");
  }
}
