package dev.gonzo.sim.reality;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.TaskGroup;
import dev.gonzo.file.Directories;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.sim.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random scripts on sockets and files, in a simulation and on Linux: equal answers and exceptions,
 * word for word. docs/simulated-network.md and docs/simulated-disk.md list what is not compared,
 * and why.
 *
 * <p>A difference counts only if it is there each time: a script that differs is repeated, with
 * more and more time for each of its steps, since a busy machine may be slow.
 */
@Tag("realTime")
class RealityTest {
  private static final int SCRIPTS = Integer.getInteger("gonzo.sim.scripts", 300);
  private static final int MANY = Integer.getInteger("gonzo.sim.scripts", 10_000);
  private static final int FIRST = Integer.getInteger("gonzo.sim.scripts.first", 0);
  private static final int AT_ONCE = 100;
  private static final int STEPS = 40;
  private static final int MOST_DIFFERENCES = 8;
  private static final List<Duration> PATIENCE = List.of(ofMillis(24), ofMillis(90), ofMillis(300));

  @TempDir private Path directory = Path.of("");

  @Test
  void random_scripts_get_the_answers_of_linux() throws Exception {
    compare(SCRIPTS);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void ten_thousand_random_scripts_get_the_answers_of_linux() throws Exception {
    compare(MANY);
  }

  private void compare(int scripts) throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable("epoll").isEmpty(), "needs Linux");
    // The first scripts load and compile classes, which takes longer than a step may.
    List<List<String>> _ = real(numbers(FIRST, Math.min(AT_ONCE, scripts)), PATIENCE.getFirst());
    List<String> differences = new ArrayList<>();
    int end = FIRST + scripts;
    for (int from = FIRST; from < end && differences.size() < MOST_DIFFERENCES; from += AT_ONCE) {
      differences.addAll(lastingDifferences(numbers(from, Math.min(AT_ONCE, end - from))));
    }
    assertThat(differences).isEmpty();
  }

  private static List<Long> numbers(int from, int count) {
    return LongStream.range(from, from + count).boxed().toList();
  }

  private Collection<String> lastingDifferences(List<Long> scripts) throws Exception {
    Map<Long, String> differences = new TreeMap<>();
    List<Long> left = scripts;
    for (Duration patience : PATIENCE) {
      differences.clear();
      List<List<String>> real = real(left, patience);
      for (int i = 0; i < left.size(); i++) {
        long seed = left.get(i);
        difference(seed, real.get(i), simulated(seed))
            .ifPresent(difference -> differences.put(seed, difference));
      }
      left = List.copyOf(differences.keySet());
    }
    return differences.values();
  }

  /** The first answer that differs: those that follow may differ for that reason. */
  private static Optional<String> difference(long seed, List<String> real, List<String> simulated) {
    for (int i = 0; i < Math.max(real.size(), simulated.size()); i++) {
      String here = i < real.size() ? real.get(i) : "nothing more";
      String there = i < simulated.size() ? simulated.get(i) : "nothing more";
      if (!here.equals(there)) {
        return Optional.of(
            "script "
                + seed
                + "\n "
                + String.join("\n ", real.subList(0, Math.min(i, real.size())))
                + "\n real      "
                + here
                + "\n simulated "
                + there);
      }
    }
    return Optional.empty();
  }

  /** Runs scripts at the same time, each in a directory of its own. */
  private List<List<String>> real(List<Long> scripts, Duration patience) throws Exception {
    return Gonzo.run(
        Kernels.of("epoll"),
        () -> {
          try (var group = TaskGroup.<List<String>>open()) {
            for (long seed : scripts) {
              group.spawn(() -> real(seed, patience));
            }
            group.join();
            return group.results();
          }
        });
  }

  @Async
  private List<String> real(long seed, Duration patience) throws IOException {
    Path root = directory.resolve("script" + seed);
    Path _ = Directories.createDirectories(root.resolve("files"));
    List<String> answers =
        Script.run(seed, STEPS, new World(root, patience.dividedBy(3), patience));
    Directories.deleteTree(root);
    return answers;
  }

  private static List<String> simulated(long seed) throws Exception {
    Path root = Path.of("/home/script");
    return Simulation.ofSeed(seed)
        .run(() -> {
          Path _ = Directories.createDirectories(root.resolve("files"));
          return Script.run(seed, STEPS, new World(root, ofMillis(200), ofMillis(600)));
        })
        .<Exception>valueOrThrow();
  }
}
