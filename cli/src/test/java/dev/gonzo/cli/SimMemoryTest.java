package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gonzo sim} with a program of which something is kept for each seed. */
@Tag("realTime")
class SimMemoryTest {
  // All seeds together need more than the heap.
  private static final String KEEPER =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.sim.Simulation;

      class Keeper {
        static void simulate(Simulation simulation) {
          System.getProperties().put(new Object(), new byte[1 << 19]);
          simulation.run(() -> yieldNow()).valueOrThrow();
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void a_jvm_whose_memory_is_used_up_is_replaced() throws Exception {
    var shell =
        new GonzoProcess(directory, Map.of("GONZO_CACHE", "never"), List.of("-Xmx200m"))
            .with("Keeper.java", KEEPER);
    var ended = shell.gonzo("sim", "Keeper.java", "--seeds", "600", "--jobs", "1", "--sample", "0");
    assertEquals(0, ended.status(), () -> ended.out() + ended.err());
  }
}
