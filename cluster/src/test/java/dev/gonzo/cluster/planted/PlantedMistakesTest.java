package dev.gonzo.cluster.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The suite in the simulator: it holds, and it finds what is wrong. */
@Tag("realTime") // it compiles
class PlantedMistakesTest {
  private static final int FEW = 8;
  private static final int MANY = 2_000;

  @TempDir Path directory;

  @Test
  void calls_between_simulated_nodes_hold_under_the_faults_of_each_seed() throws Exception {
    try (var program = PlantedProgram.of(PlantedMistake.NONE, directory)) {
      assertThat(program.failures(FEW)).isEmpty();
    }
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void a_planted_mistake_is_found(PlantedMistake mistake) throws Exception {
    try (var program = PlantedProgram.of(mistake, directory)) {
      OptionalLong seeds = program.seedsNeeded(MANY);
      assertThat(seeds).as("%s", mistake).isPresent();
    }
  }
}
