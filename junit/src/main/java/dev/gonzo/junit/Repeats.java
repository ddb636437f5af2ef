package dev.gonzo.junit;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.world.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;

/**
 * Runs a test again and again with one seed.
 *
 * @param steps what JUnit has called
 * @param options the seed, and how its simulation runs
 * @param patience how long a run may take in real time
 * @param context of the test
 * @param current takes the simulation whose hosts and the like are parameters
 */
record Repeats(
    Steps steps,
    SimulationOptions options,
    Duration patience,
    ExtensionContext context,
    Consumer<SimulatedRun> current) {
  private static final String ADVICE =
      "Something in the test does not follow from the seed: a static field that keeps its value, what"
          + " another extension puts into a field, or a clock or a random number of the JDK without"
          + " the simulator's agent.";

  /**
   * Runs it once more, without what it prints and logs.
   *
   * @param change changes the options
   * @return how it has ended; null if it takes too long
   */
  Replay.@Nullable Ended run(UnaryOperator<SimulationOptions> change) throws Throwable {
    try (var _ = QuietOutput.begin()) {
      return shown(change);
    }
  }

  /** Runs it once more, and shows what it prints and logs. */
  private Replay.@Nullable Ended shown(UnaryOperator<SimulationOptions> change) throws Throwable {
    return Replay.of(steps, change.apply(options), patience, context, current);
  }

  /**
   * Runs it once more, and writes its history.
   *
   * @param plan which decisions take effect
   * @param file where
   * @param shows whether what it prints and logs is shown
   * @throws Throwable if the file cannot be written
   */
  void trace(Plan plan, Path file, boolean shows) throws Throwable {
    try (Writer trace = Files.newBufferedWriter(file)) {
      UnaryOperator<SimulationOptions> change =
          given -> given.withPlan(plan).withTrace(line -> write(trace, line));
      Replay.Ended _ = shows ? shown(change) : run(change);
    }
  }

  private static void write(Writer trace, String line) {
    try {
      trace.write(line);
      trace.write('\n');
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /**
   * Runs it once more, to see that it has the same history.
   *
   * @param first its history before
   * @throws AssertionFailedError if it has another one; the message shows where two runs differ
   */
  void requireSame(Ending<?> first) throws Throwable {
    Replay.Ended again = run(options -> options);
    if (again != null && !again.ending().history().equals(first.history())) {
      throw new AssertionFailedError(
          "the seed has more than one history. " + ADVICE + difference());
    }
  }

  /** The reason why a failure does not come again. */
  static String advice() {
    return ADVICE;
  }

  private String difference() throws Throwable {
    List<String> one = events();
    List<String> other = events();
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      if (!one.get(i).equals(other.get(i))) {
        return "\nTwo more runs differ first at event "
            + (i + 1)
            + ":\n- "
            + one.get(i)
            + "\n+ "
            + other.get(i);
      }
    }
    return "";
  }

  private List<String> events() throws Throwable {
    List<String> lines = new ArrayList<>();
    Replay.Ended _ = run(options -> options.withTrace(lines::add));
    return lines;
  }
}
