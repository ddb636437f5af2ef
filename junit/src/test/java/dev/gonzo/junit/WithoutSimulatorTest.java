package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.junit.Settle.settle;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a JVM without gonzo-sim on its class path. */
@Tag("realTime")
class WithoutSimulatorTest {
  /** Tests of a program that is not simulated. */
  @GonzoTest(virtualTime = true)
  static class Sample {
    private boolean ran;

    @Test
    void passes() {
      spawnDaemon("other", () -> ran = true);
      settle();
      assertThat(ran).isTrue();
      sleep(ofHours(1));
    }
  }

  /** Runs them. */
  static final class Program {
    public static void main(String[] arguments) {
      try {
        System.out.println("found " + Class.forName("dev.gonzo.sim.Simulation"));
      } catch (ClassNotFoundException absent) {
        System.out.println("no simulator");
      }
      var results = Results.of(Sample.class);
      System.out.println("passed " + results.passed());
      results.failed().values().forEach(failure -> failure.printStackTrace(System.out));
    }
  }

  @Test
  void other_tests_run_as_before() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).toString().matches(".*(gonzo-sim-|/sim/target/).*"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Program.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var reader = process.inputReader()) {
      assertThat(reader.lines().toList()).containsExactly("no simulator", "passed [passes]");
    }
    assertThat(process.waitFor()).isZero();
  }
}
