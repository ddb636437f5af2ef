package dev.gonzo.bench.benchmark;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.peer.OperationsProject;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.process.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Single operations, which JMH measures. In each round JMH runs once, with a JVM for each operation
 * of each peer.
 */
final class Operations implements Benchmark {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  @Override
  public String name() {
    return "operations";
  }

  @Override
  public String description() {
    return "single operations, such as a switch, a spawn or a timeout, with JMH";
  }

  @Override
  public Set<Program> programs() {
    return Set.of();
  }

  @Override
  public int steps(Setting setting, int peers) {
    return setting.rounds() + 1;
  }

  @Override
  public void measure(Run run) throws IOException {
    Setting setting = run.setting();
    var project = new OperationsProject(setting.places());
    run.progress().step("building operations");
    project.build();
    Files.createDirectories(setting.output());
    Path result = setting.output().resolve("jmh.json").toAbsolutePath();
    List<String> command = project.command(arguments(setting, result));
    var samples = new LinkedHashMap<String, Map<String, List<Sample>>>();
    try {
      for (int round = 0; round < setting.rounds(); round++) {
        run.progress().step("operations, round " + (round + 1));
        String _ = Output.of(command, setting.serverPin(), LIMIT);
        collect(result, samples);
      }
    } finally {
      Files.deleteIfExists(result);
    }
    samples.forEach((operation, rows) -> run.add(figure(operation, rows)));
  }

  private static List<String> arguments(Setting setting, Path result) {
    var arguments = new ArrayList<>(List.of("-f", "1", "-foe", "true", "-v", "SILENT"));
    arguments.addAll(
        setting.isQuick()
            ? List.of("-wi", "1", "-i", "1", "-w", "100ms", "-r", "100ms")
            : List.of("-wi", "4", "-i", "3", "-w", "1s", "-r", "1s"));
    arguments.addAll(List.of("-rf", "json", "-rff", result.toString()));
    if (!setting.peers().isEmpty()) {
      // A kernel makes no difference here, and each method is named after its peer.
      String methods =
          String.join(
              "|",
              setting.peers().stream()
                  .map(peer -> peer.startsWith("gonzo") ? "gonzo" : peer)
                  .toList());
      arguments.add("\\.(" + methods + ")(_.*)?$");
    }
    return arguments;
  }

  private static void collect(Path result, Map<String, Map<String, List<Sample>>> samples)
      throws IOException {
    JsonArray all;
    try {
      all = JsonParser.array().from(Files.readString(result));
    } catch (JsonParserException broken) {
      throw new IOException("the result of JMH is not JSON", broken);
    }
    for (Object one : all) {
      var benchmark = (JsonObject) one;
      String[] names = benchmark.getString("benchmark").split("\\.", -1);
      samples
          .computeIfAbsent(names[names.length - 2], _ -> new LinkedHashMap<>())
          .computeIfAbsent(names[names.length - 1].replace('_', ' '), _ -> new ArrayList<>())
          .add(Sample.of(benchmark.getObject("primaryMetric").getDouble("score")));
    }
  }

  private Figure figure(String operation, Map<String, List<Sample>> samples) {
    List<Row> rows =
        samples.entrySet().stream()
            .map(entry -> new Row(entry.getKey(), entry.getValue()))
            .toList();
    return new Figure(
        name(),
        "operations: " + words(operation),
        "ns an operation",
        samples.containsKey("threads") ? "threads" : "kotlin",
        Figure.Plot.BARS,
        rows);
  }

  /** {@return {@code suspend and resume} for {@code SuspendAndResume}} */
  static String words(String type) {
    return type.replaceAll("(?<!^)(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
