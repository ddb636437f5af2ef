package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.FaultMix;
import dev.gonzo.sim.SimulationOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples in {@code examples/simulation} hold whatever their seeds draw, and a simulation
 * finds the mistakes that are planted in them.
 */
@Tag("realTime")
class SimulationExamplesTest {
  private static final String FAULT = "fault";
  private static final int FEW = 20;
  private static final int MANY = 3_000;
  private static final int ENOUGH = 1_000;

  @AfterEach
  void plantNothing() {
    System.clearProperty(FAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReplicatedStore", "RetryingClient", "ChatUnderPartitions"})
  void they_hold_under_the_faults_of_each_seed(String name) throws Exception {
    assertHolds(name, FEW);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(
      strings = {"ReplicatedStore", "RetryingClient", "ChatUnderPartitions", "ClusterCalls"})
  void they_hold_for_thousands_of_seeds(String name) throws Exception {
    assertHolds(name, MANY);
  }

  private static void assertHolds(String name, int seeds) throws Exception {
    try (var program = SimulatedProgram.of(name)) {
      for (long seed = 0; seed < seeds; seed++) {
        Ending<?> ending = program.tried(seed);
        assertThat(ending.failure()).as("%s with the seed %d", name, seed).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "acknowledge-before-sync",
    "stale-leader",
    "lease-by-skewed-clock",
    "double-delivery"
  })
  void a_planted_mistake_is_found_within_a_thousand_seeds(String fault) throws Exception {
    System.setProperty(FAULT, fault);
    try (var program = SimulatedProgram.of("ReplicatedStore")) {
      OptionalLong found =
          program.firstFailure(ENOUGH, options -> options.withFaults(FaultMix.drawn()));
      assertThat(found).isPresent();
      Ending<?> ending = program.tried(found.getAsLong());
      assertThat(ending.failure().orElseThrow())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "(?:(?:two leaders in one term|two nodes differ in a change|a value was added twice"
                  + "|a value that was added is lost|a client got old values"
                  + "|a client got values that are not the first of the last ones)(?:; )?)+");
      assertThat(program.tried(found.getAsLong()).history()).isEqualTo(ending.history());
    }
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "no-fence, a write of a singleton that was replaced has an effect",
    "repeat-lost-calls, a call runs twice",
    "ignore-cancellation, a call runs on although its caller is lost"
  })
  void a_mistake_in_the_use_of_a_cluster_is_found(String fault, String violation) throws Exception {
    System.setProperty(FAULT, fault);
    try (var program = SimulatedProgram.of("ClusterCalls")) {
      OptionalLong found =
          program.firstFailure(ENOUGH, options -> options.withFaults(FaultMix.drawn()));
      assertThat(found).isPresent();
      assertThat(program.tried(found.getAsLong()).failure().orElseThrow())
          .hasMessageContaining(violation);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "acknowledge-before-sync",
    "stale-leader",
    "lease-by-skewed-clock",
    "double-delivery"
  })
  void without_faults_and_first_come_first_served_no_planted_mistake_shows(String fault)
      throws Exception {
    assertDoesNotShow(fault, FEW);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "acknowledge-before-sync",
    "stale-leader",
    "lease-by-skewed-clock",
    "double-delivery"
  })
  void without_faults_no_planted_mistake_shows_in_a_thousand_seeds(String fault) throws Exception {
    assertDoesNotShow(fault, ENOUGH);
  }

  private static void assertDoesNotShow(String fault, int seeds) throws Exception {
    System.setProperty(FAULT, fault);
    try (var program = SimulatedProgram.of("ReplicatedStore")) {
      assertThat(program.firstFailure(seeds, SimulationOptions::withFirstComeFirstServed))
          .isEmpty();
    }
  }

  @Test
  void the_chat_is_that_of_the_example() throws IOException {
    var methods = Pattern.compile("(?ms)^ *void (?:talk|pass|send)\\(.*?^ *}$");
    String example = Files.readString(Path.of("ChatServer.java"));
    String simulated = Files.readString(Path.of("simulation/ChatUnderPartitions.java"));
    String whole = simulated.replaceAll("\\s+", " ");
    var found = methods.matcher(example);
    int count = 0;
    while (found.find()) {
      assertThat(whole).contains(found.group().strip().replaceAll("\\s+", " "));
      count++;
    }
    assertThat(count).isEqualTo(4);
  }

  // ---------------------------------------------------------------- for real

  @Tag("realTime")
  @Test
  void the_store_runs_for_real() throws Exception {
    assertThat(outputOnFreePorts("simulation/ReplicatedStore.java", 3))
        .isEqualTo("words: [to, be, or, not, to, be]\n");
  }

  @Tag("realTime")
  @Test
  void the_retrying_client_runs_for_real() throws Exception {
    assertThat(outputOnFreePorts("simulation/RetryingClient.java", 1))
        .isEqualTo("paid: [1, 2, 3]\n");
  }

  /** Another program may take a port between the look and the use: then others are tried. */
  private static String outputOnFreePorts(String file, int ports) throws Exception {
    while (true) {
      int first;
      try (var socket = new ServerSocket(0)) {
        first = Math.min(socket.getLocalPort(), 65_535 - ports);
      }
      try (var program = Program.start("nio", file, "" + first)) {
        Program.Ended ended = program.end();
        if (ended.failure() == null) {
          return ended.said();
        } else if (!isTaken(ended.failure())) {
          throw new AssertionError(ended.said(), ended.failure());
        }
      }
    }
  }

  private static boolean isTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }
}
