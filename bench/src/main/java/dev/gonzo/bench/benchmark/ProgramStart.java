package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.peer.Places;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.process.Output;
import dev.gonzo.bench.process.Pin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How long {@code gonzo run} takes for a small program, from the command to its end, on all cores:
 * a user does not pin it to one, and the JVM starts with several threads.
 */
final class ProgramStart implements Benchmark {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String GONZO =
      """
      import static dev.gonzo.Gonzo.*;

      void main() {
        IO.println(run(() -> "Hello World"));
      }
      """;
  private static final String BARE =
      """
      public class Bare {
        public static void main(String[] arguments) {
          System.out.println("Hello World");
        }
      }
      """;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String description() {
    return "gonzo run of a small program again, and after a change of its file, beside a bare JVM";
  }

  @Override
  public Set<Program> programs() {
    return Set.of();
  }

  @Override
  public int steps(Setting setting, int peers) {
    return 3 * setting.rounds();
  }

  @Override
  public void measure(Run run) throws IOException {
    Setting setting = run.setting();
    Path directory = setting.output().resolve("start").toAbsolutePath();
    try {
      Files.createDirectories(directory);
      Path same = directory.resolve("Same.java");
      Path changed = directory.resolve("Changed.java");
      Path bare = directory.resolve("Bare.java");
      Files.writeString(same, GONZO);
      Files.writeString(changed, GONZO);
      Files.writeString(bare, BARE);
      check(Output.of(List.of(Places.java() + "c", bare.toString()), Pin.ANY, LIMIT), "");
      List<Contender> contenders =
          List.of(
              new Start("gonzo run, again", launch(setting, same), () -> {}),
              new Start("gonzo run, changed", launch(setting, changed), () -> change(changed)),
              new Start(
                  "bare JVM",
                  List.of(Places.java(), "-cp", directory.toString(), "Bare"),
                  () -> {}));
      for (Contender contender : contenders) {
        var _ = contender.measure(); // the first start, which may fill caches
      }
      run.add(
          new Figure(
              name(),
              "start: a program that prints one line",
              "ms from the command to its end",
              "bare JVM",
              Figure.Plot.BARS,
              Rounds.run(name(), contenders, run)));
    } finally {
      Tree.remove(directory);
    }
  }

  private static List<String> launch(Setting setting, Path file) {
    return List.of(setting.places().root().resolve("gonzo").toString(), "run", file.toString());
  }

  private static void change(Path file) throws IOException {
    Files.writeString(file, "// changed at " + System.nanoTime() + "\n", StandardOpenOption.APPEND);
  }

  private static void check(String printed, String expected) throws IOException {
    if (!printed.equals(expected)) {
      throw new IOException("it printed '" + printed + "' instead of '" + expected + "'");
    }
  }

  private interface Preparation {
    void run() throws IOException;
  }

  private record Start(String name, List<String> command, Preparation preparation)
      implements Contender {
    @Override
    public Sample measure() throws IOException {
      preparation.run();
      long began = System.nanoTime();
      String printed = Output.of(command, Pin.ANY, LIMIT);
      long took = System.nanoTime() - began;
      check(printed, "Hello World");
      return Sample.of(took / 1e6);
    }
  }
}
