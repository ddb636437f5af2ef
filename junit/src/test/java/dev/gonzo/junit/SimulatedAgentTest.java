package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.testing.ChildJvm;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The simulator's agent, which the extension starts in the JVM of the tests. */
@Tag("scheduler")
@Tag("realTime")
class SimulatedAgentTest {
  /** Code that was not written for Gonzo. */
  static class ReadsClocks {
    @Simulated(seeds = 3, sample = 1)
    void sleeps_and_draws() throws InterruptedException {
      Instant before = Instant.now();
      long nanos = System.nanoTime();
      Thread.sleep(1_800_000);
      assertThat(System.nanoTime() - nanos).isEqualTo(ofMinutes(30).toNanos());
      assertThat(Duration.between(before, Instant.now())).isEqualTo(ofMinutes(30));
      sleep(Duration.ofNanos(1 + new Random().nextInt(1_000_000)));
    }
  }

  /** Needs no agent. */
  static class Plain {
    @Simulated(seeds = 3, sample = 1)
    void sleeps() {
      sleep(ofMinutes(30));
    }
  }

  /** Runs the tests of the classes that are named. */
  static final class Program {
    public static void main(String[] arguments) {
      var results = Results.of(ReadsClocks.class);
      System.out.println("with clocks: " + results.passed());
      results.failed().values().forEach(failure -> System.out.println(failure.getMessage()));
      System.out.println("plain: " + Results.of(Plain.class).passed());
    }
  }

  @Test
  void it_is_started_while_the_tests_run() throws Exception {
    try (var child = ChildJvm.start(Program.class, "-XX:+EnableDynamicAgentLoading")) {
      var ended = child.awaitEnd();
      assertThat(ended.out())
          .contains("with clocks: [seed 1, seed 2, seed 3]", "plain: [seed 1, seed 2, seed 3]");
      assertThat(ended.err()).doesNotContain("agent");
    }
  }

  @Test
  void if_the_jvm_refuses_it_a_warning_names_the_flags_and_tests_without_clocks_run()
      throws Exception {
    try (var child = ChildJvm.start(Program.class, "-XX:-EnableDynamicAgentLoading")) {
      var ended = child.awaitEnd();
      assertThat(ended.out()).contains("with clocks: []", "plain: [seed 1, seed 2, seed 3]");
      assertThat(ended.err())
          .containsOnlyOnce("the simulator's agent was not started")
          .contains("-javaagent:/path/to/gonzo-sim.jar", "-XX:+EnableDynamicAgentLoading");
    }
  }

  @Test
  void without_the_flags_of_the_simulator_the_tests_fail_with_the_lines() throws Exception {
    try (var child = ChildJvm.startPlain(Program.class)) {
      var ended = child.awaitEnd();
      assertThat(ended.out())
          .contains("plain: []", "Gonzo cannot simulate in this JVM", "<argLine>--add-opens");
    }
  }
}
