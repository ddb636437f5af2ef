package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.junit.Settle.settle;
import static dev.gonzo.junit.SimulatedFailureTest.NO_AGENT;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hosts of simulated tests, and settle. */
@Tag("scheduler")
class SimulatedHostsTest {
  private static String message(Results results) {
    assertThat(results.failed()).hasSize(1);
    return results.failed().values().iterator().next().getMessage();
  }

  /** Three hosts with one program, and one with another. */
  static class Cluster {
    private final List<String> started = new ArrayList<>();

    @HostProgram({"node1", "node2", "node3"})
    void node(Host self, Simulation simulation) {
      assertThat(simulation.hosts()).contains(self);
      started.add(self.name());
      sleep(ofHours(1));
    }

    @HostProgram
    void database() {
      started.add("database");
    }

    @BeforeEach
    void starts(@HostNamed("node1") Host node) {
      assertThat(node.isUp()).isTrue();
    }

    @Simulated(seeds = 3, faults = Simulated.Faults.NONE)
    void hosts_are_parameters(
        @HostNamed("database") Host db, @HostNamed("node2") Host second, Simulation simulation) {
      settle();
      assertThat(started).containsExactlyInAnyOrder("database", "node1", "node2", "node3");
      assertThat(db.isUp()).isFalse(); // its program has ended
      second.crash();
      second.restart();
      settle();
      assertThat(started).hasSize(5).endsWith("node2");
      assertThat(simulation.hosts()).extracting(Host::name).contains("node3");
    }
  }

  @Test
  void hosts_run_the_methods_with_their_names_and_are_parameters() {
    Results results = Results.with(NO_AGENT, Cluster.class);
    assertThat(results.failed()).isEmpty();
    assertThat(results.passed()).containsExactly("seed 1", "seed 2", "seed 3");
  }

  /** The name of the parameter counts only if it is in the class file. */
  static class Unclear {
    @HostProgram({"node1", "node2"})
    void node() {
      sleep(ofHours(1));
    }

    @Simulated(seeds = 2)
    void which(@HostNamed("node3") Host node) {}
  }

  @Test
  void a_host_that_does_not_exist_is_named_with_those_that_do() {
    assertThat(message(Results.with(NO_AGENT, Unclear.class)))
        .contains("there is no host node3 among [node1, node2]");
  }

  /** Its host fails after a while. */
  static class Failing {
    @HostProgram
    void node() {
      sleep(ofMillis(10));
      throw new IllegalStateException("no database");
    }

    @Simulated(seeds = 2, faults = Simulated.Faults.NONE)
    void waits() {
      sleep(ofHours(1));
    }
  }

  @Test
  void a_program_of_a_host_that_fails_fails_the_test() {
    assertThat(message(Results.with(NO_AGENT, Failing.class)))
        .contains("the program of the host node has failed", "no database", "seed 1 of ");
  }

  /** Tasks of two hosts that have much to do at one instant, and then something later. */
  static class Settling {
    private int rounds;
    private int later;

    @HostProgram({"node1", "node2"})
    void node() {
      Task<?> other = spawn(() -> plays());
      plays();
      other.join();
      sleep(ofMillis(1));
      later++;
    }

    private void plays() {
      for (int i = 0; i < 50; i++) {
        yieldNow();
        rounds++;
      }
    }

    @Simulated(seeds = 20, faults = Simulated.Faults.NONE)
    void all_other_tasks_wait_and_no_time_has_passed(Simulation simulation) {
      simulation.hosts().forEach(host -> host.crash());
      rounds = 0;
      simulation.hosts().forEach(host -> host.restart());
      Moment before = Moment.now();
      settle();
      assertThat(rounds).isEqualTo(200);
      assertThat(later).isZero();
      assertThat(Moment.now()).isEqualTo(before);
    }
  }

  /** The same without a simulation. */
  @GonzoTest(virtualTime = true)
  static class SettlingHere {
    private int count;

    @Test
    void all_other_tasks_wait_and_no_time_has_passed() {
      var counter =
          spawnDaemon(
              "counter",
              () -> {
                for (int i = 0; i < 50; i++) {
                  yieldNow();
                  count++;
                }
                sleep(ofMillis(1));
                count++;
              });
      Moment before = Moment.now();
      settle();
      assertThat(count).isEqualTo(50);
      assertThat(Moment.now()).isEqualTo(before);
      counter.join();
    }
  }

  @Test
  void settle_waits_until_all_other_tasks_wait() {
    Results results = Results.with(NO_AGENT, Settling.class, SettlingHere.class);
    assertThat(results.failed()).isEmpty();
    assertThat(results.passed()).hasSize(21);
  }
}
