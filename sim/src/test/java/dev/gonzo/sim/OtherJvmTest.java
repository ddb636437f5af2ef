package dev.gonzo.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("realTime")
class OtherJvmTest {
  private static final String SEEDS = "30";
  private static final String MANY_SEEDS = "1000";

  @TempDir Path directory;

  static Stream<List<String>> machines() {
    return Stream.of(
        List.of("-XX:+UseParallelGC", "-Xms256m"),
        List.of("-XX:+UseSerialGC", "-Xmx64m"),
        List.of("-XX:+UseZGC", "-Xmx512m"),
        List.of("-XX:+UseG1GC", "-Xmx96m", "-XX:TieredStopAtLevel=1"),
        List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=0"),
        List.of("-Xint"));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void each_jvm_has_the_same_histories(List<String> flags) throws Exception {
    assertThat(OtherJvm.run(flags, Programs.class, SEEDS)).isEqualTo(usual(SEEDS));
  }

  @ParameterizedTest
  @MethodSource("machines")
  @Tag("long")
  @Timeout(3600)
  void each_jvm_has_the_same_histories_of_many_seeds(List<String> flags) throws Exception {
    String seeds = flags.contains("-Xint") ? "100" : MANY_SEEDS; // it takes fifty times as long
    assertThat(OtherJvm.run(flags, Programs.class, seeds)).isEqualTo(usual(seeds));
  }

  @Test
  void a_history_is_the_same_with_and_without_its_trace() throws Exception {
    assertThat(OtherJvm.run(List.of(), Programs.class, SEEDS, "traced")).isEqualTo(usual(SEEDS));
  }

  @Test
  @Tag("long")
  void a_thousand_histories_are_the_same_with_and_without_their_traces() throws Exception {
    assertThat(OtherJvm.run(List.of(), Programs.class, MANY_SEEDS, "traced"))
        .isEqualTo(usual(MANY_SEEDS));
  }

  @Test
  void the_agent_changes_no_history_of_a_program_that_blocks_nowhere() throws Exception {
    String agent = OtherJvm.agent(directory);
    assertThat(OtherJvm.run(List.of(agent), Programs.class, SEEDS)).isEqualTo(usual(SEEDS));
  }

  // The histories in a usual JVM, by the number of seeds.
  private static final Map<String, List<String>> USUAL = new HashMap<>();

  private static List<String> usual(String seeds) throws Exception {
    List<String> known = USUAL.get(seeds);
    if (known == null) {
      known = OtherJvm.run(List.of("-XX:+UseG1GC"), Programs.class, seeds);
      USUAL.put(seeds, known);
    }
    return known;
  }

  @Test
  void unmodified_code_blocks_in_simulated_time() throws Exception {
    List<String> lines = OtherJvm.run(List.of(OtherJvm.agent(directory)), Unmodified.class, "1");
    assertThat(lines)
        .contains(
            "2000-01-01T00:00:05Z parked 5000000000 ns",
            "2000-01-01T00:00:05.001Z locked in 5 s: false",
            "2000-01-01T00:00:10Z locked in 20 s: true",
            "2000-01-01T00:01:30Z waited 90 s",
            "2000-01-01T00:30:00Z polled null",
            "2000-01-01T01:00:00Z slept an hour",
            "2000-01-01T01:00:00Z polled item",
            "2000-01-08T22:00:00Z timed out after 190 h",
            "2000-01-01T00:00:00Z millis 946684800000, 2000-01-01")
        .last()
        .asString()
        .startsWith("PT190H history ");
  }

  @Test
  void unmodified_code_has_one_history_for_one_seed() throws Exception {
    String agent = OtherJvm.agent(directory);
    List<String> first = OtherJvm.run(List.of(agent), Unmodified.class, "1");
    List<String> second = OtherJvm.run(List.of(agent, "-XX:+UseSerialGC"), Unmodified.class, "1");
    List<String> other = OtherJvm.run(List.of(agent), Unmodified.class, "2");
    assertThat(second).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }
}
