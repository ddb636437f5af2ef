package dev.gonzo.bench;

import dev.gonzo.bench.benchmark.Benchmark;
import dev.gonzo.bench.benchmark.Benchmarks;
import dev.gonzo.bench.benchmark.Run;
import dev.gonzo.bench.benchmark.Setting;
import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Peers;
import dev.gonzo.bench.peer.Places;
import dev.gonzo.bench.report.Progress;
import dev.gonzo.bench.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the benchmarks. */
@Command(
    name = "gonzo bench",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    sortOptions = false,
    description = {
      "Measures Gonzo beside what you would take instead, on this machine. What is compared has its turn in each round. "
          + "The result is a table, a page with plots (report.html) and the raw samples (samples.json).",
      "Without a name: echo with 100 connections of 1,000 B, start, and operations."
    },
    footer = {
      "",
      "Examples:",
      "  gonzo bench --list                      which benchmarks and peers there are",
      "  gonzo bench --install                   how to install the peers that are missing",
      "  gonzo bench --quick echo                a try-out of seconds; its figures mean nothing",
      "  gonzo bench echo --connections 100 --sizes 1000 --peers gonzo-epoll,netty-epoll,c",
      "  gonzo bench echo tls udp proxy          whole servers under load",
      "  gonzo bench operations                  single operations, with JMH",
      "",
      "Use a quiet machine with two cores or more: servers run on one, the load on another.",
    })
final class BenchCommand implements Callable<Integer> {
  private static final int QUICK_CONNECTIONS = 10;
  private static final int QUICK_SIZE = 1_000;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "benchmarks to run; see --list")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "list the benchmarks and the peers, and exit")
  private boolean list;

  @Option(
      names = "--install",
      description = "say how to install the peers that are missing, and exit")
  private boolean install;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME",
      description = "only these peers, separated by commas")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--connections",
      split = ",",
      paramLabel = "N",
      description = "numbers of connections, separated by commas")
  private List<Integer> connections = new ArrayList<>();

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "BYTES",
      description = "sizes of messages, separated by commas")
  private List<Integer> sizes = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often everything has its turn (7)")
  private @Nullable Integer rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long a turn under load takes (2)")
  private @Nullable Double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "how long each server is under load before the first round (10)")
  private @Nullable Double warmUp;

  @Option(names = "--quick", description = "one short round, to see whether all works")
  private boolean quick;

  @Option(
      names = "--output",
      paramLabel = "DIRECTORY",
      description = "where the results go (bench/target/results/DATE)")
  private @Nullable Path output;

  @Mixin private final Cores cores = new Cores();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<Benchmark> all = Benchmarks.all();
    if (list) {
      Catalogue.list(all, Peers.all(), out());
      return 0;
    }
    if (install) {
      Catalogue.install(Peers.all(), out());
      return 0;
    }
    check(all);
    Setting setting = setting();
    var results = new Results(arguments(), List.of(), List.of());
    List<Benchmark> chosen = chosen(all);
    int steps = chosen.stream().mapToInt(one -> one.steps(setting, takingPart(one))).sum();
    try (var progress = Progress.of(steps)) {
      cores.note().ifPresent(progress::say);
      Peers.note().ifPresent(progress::say);
      for (Benchmark benchmark : chosen) {
        progress.say(benchmark.name() + ": " + benchmark.description());
        var run = new Run(benchmark.name(), setting, Peers.all(), progress);
        benchmark.measure(run);
        results = results.and(run.figures(), run.skipped());
        // After each, so that what is there is not lost if the next one is interrupted.
        results.write(setting.output());
      }
    }
    results.print(System.out);
    System.out.println();
    System.out.println("plots:       " + setting.output().resolve("report.html"));
    System.out.println("raw samples: " + setting.output().resolve("samples.json"));
    return 0;
  }

  private PrintWriter out() {
    return command().commandLine().getOut();
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException("the command line was not parsed");
    }
    return spec;
  }

  private List<String> arguments() {
    return command().commandLine().getParseResult().originalArgs();
  }

  private List<Benchmark> chosen(List<Benchmark> all) {
    if (names.isEmpty()) {
      return all.stream().filter(one -> Benchmarks.USUAL.contains(one.name())).toList();
    }
    return all.stream().filter(one -> names.contains(one.name())).toList();
  }

  private void check(List<Benchmark> all) {
    var known = all.stream().map(Benchmark::name).toList();
    for (String name : names) {
      require(
          known.contains(name),
          "there is no benchmark '%s'; there are %s".formatted(name, String.join(", ", known)));
    }
    var knownPeers =
        Stream.concat(Peers.all().stream().map(Peer::name), Benchmarks.OPERATIONS_ONLY.stream())
            .toList();
    for (String peer : peers) {
      require(
          knownPeers.contains(peer),
          "there is no peer '%s'; there are %s".formatted(peer, String.join(", ", knownPeers)));
    }
    require(rounds == null || rounds >= 1, "--rounds is at least 1");
    require(seconds == null || (seconds > 0 && seconds <= 3_600), "--seconds is from 0 to 3600");
    require(warmUp == null || (warmUp > 0 && warmUp <= 3_600), "--warm-up is from 0 to 3600");
    require(
        connections.stream().allMatch(n -> n >= 1 && n <= 100_000),
        "--connections is from 1 to 100000");
    require(sizes.stream().allMatch(n -> n >= 1 && n <= 65_536), "--sizes is from 1 to 65536");
  }

  private void require(boolean isRight, String problem) {
    if (!isRight) {
      throw new ParameterException(command().commandLine(), problem);
    }
  }

  private Setting setting() {
    List<Integer> many = connections;
    List<Integer> bytes = sizes;
    if (many.isEmpty() && quick) {
      many = List.of(QUICK_CONNECTIONS);
    } else if (many.isEmpty() && names.isEmpty()) {
      many = List.of(100);
    }
    if (bytes.isEmpty() && (quick || names.isEmpty())) {
      bytes = List.of(QUICK_SIZE);
    }
    Path root = Path.of(System.getProperty("gonzo.root", ".")).toAbsolutePath().normalize();
    return new Setting(
        rounds == null ? (quick ? 1 : 7) : rounds,
        seconds == null ? (quick ? 0.3 : 2) : seconds,
        warmUp == null ? (quick ? 0.3 : 10) : warmUp,
        quick,
        many,
        bytes,
        peers,
        new Places(root),
        output == null ? dated(root) : output,
        cores.server(),
        cores.load());
  }

  private static Path dated(Path root) {
    String date =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss"));
    return root.resolve("bench/target/results").resolve(date);
  }

  private int takingPart(Benchmark benchmark) {
    return (int)
        Peers.all().stream()
            .filter(peer -> peers.isEmpty() || peers.contains(peer.name()))
            .filter(peer -> benchmark.programs().stream().anyMatch(peer::has))
            .count();
  }
}
