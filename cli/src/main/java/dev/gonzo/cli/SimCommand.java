package dev.gonzo.cli;

import dev.gonzo.cli.sim.PlanFile;
import dev.gonzo.cli.sim.Request;
import dev.gonzo.cli.sim.Rules;
import dev.gonzo.cli.sim.Session;
import dev.gonzo.cli.sim.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code gonzo sim}. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    headerHeading = "%n",
    header = "Searches simulated worlds, one for each seed, for one in which a program fails.",
    customSynopsis = "gonzo sim FILE.java [OPTION...] [-- ARGUMENT...]",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Program|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:no seed failed",
      "1:a seed failed, had two histories, or a fault never occurred; or the program cannot start",
      "2:the command line is wrong, or there is no such file",
      "130:Ctrl-C",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo sim Store.java --seeds 10000 --jobs 2",
      "  gonzo sim Store.java --seed 4711             try one seed again",
      "  gonzo sim Store.java --plan Store-4711.plan  repeat a shrunk history",
    })
final class SimCommand implements Callable<Integer> {
  private static final long SEEDS = 1_000;
  private static final int SAMPLE = 50;
  private static final int SHRINK_RUNS = 300;
  private static final int MOST_JOBS = 256;
  private static final int MOST_PORT = 65_535;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE.java",
      description =
          "A class with static void simulate(Simulation sim), which adds hosts and runs them; or"
              + " any program that calls run, on one host.")
  private String file = "";

  @Parameters(
      index = "1..*",
      paramLabel = "ARGUMENT",
      description = "Arguments for the main method, after --.")
  private List<String> arguments = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many seeds to try; 1000 without it. The first that fails ends the search.")
  private Optional<Long> seeds = Optional.empty();

  @Option(names = "--first", paramLabel = "SEED", description = "The first seed; 1 without it.")
  private long first = 1;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Try only this seed, and show what the program prints.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many JVMs simulate at once. Without it, one for each processor.")
  private int jobs = Math.min(Runtime.getRuntime().availableProcessors(), MOST_JOBS);

  @Option(
      names = "--go-on",
      description = "Try all seeds, also after one has failed, and show each sort of failure.")
  private boolean goesOn;

  @Option(
      names = "--faults",
      paramLabel = "NAME",
      completionCandidates = OfFaults.class,
      description =
          "drawn: each seed draws a mix of faults, unless the program has no simulate. none: only"
              + " those that the program injects.")
  private Optional<String> faults = Optional.empty();

  @Option(
      names = "--order",
      paramLabel = "NAME",
      completionCandidates = OfOrders.class,
      description = "drawn: the seed decides which task is next. first-come: as on other kernels.")
  private String order = "drawn";

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      converter = Times.class,
      description = "How much simulated time a seed may take: 90s, 10m, 2h or 3d. 1d without it.")
  private Duration timeLimit = Rules.TIME_LIMIT;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = Times.class,
      description = "How much real time a seed may take; 60s without it.")
  private Duration patience = Duration.ofMinutes(1);

  @Option(
      names = "--sample",
      paramLabel = "N",
      description =
          "Try every Nth seed twice, and in a second JVM, to see that each has one history; 50"
              + " without it, 0 for none.")
  private int sample = SAMPLE;

  @Option(
      names = "--shrink-runs",
      paramLabel = "N",
      description =
          "How many runs may be made to shrink the first failure; 300 without it, 0 for none.")
  private Optional<Integer> shrinkRuns = Optional.empty();

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "Repeat the history of a plan, which a search has written.")
  private Optional<Path> plan = Optional.empty();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Write a history, event by event: that of --seed or --plan, else the one that was"
              + " shrunk.")
  private Optional<Path> trace = Optional.empty();

  @Option(
      names = "--timeline",
      paramLabel = "FILE.html",
      description = "Draw the same history for a browser.")
  private Optional<Path> timeline = Optional.empty();

  @Option(
      names = "--to-event",
      paramLabel = "K",
      description =
          "With --seed or --plan: end at the event with this number, and show what each task waits"
              + " for.")
  private Optional<Long> lastEvent = Optional.empty();

  @Option(
      names = "--debug",
      paramLabel = "PORT",
      arity = "0..1",
      fallbackValue = "5005",
      description =
          "With --seed or --plan: wait for a debugger on this port of 127.0.0.1, 5005 without one."
              + " Time is simulated, so it stops with the program.")
  private Optional<Integer> debug = Optional.empty();

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      mapFallbackValue = "",
      description = "A system property of the program.")
  private Map<String, String> properties = new LinkedHashMap<>();

  SimCommand() {}

  @Override
  public Integer call() throws InterruptedException, ClassNotFoundException {
    try {
      check();
      Optional<PlanFile> repeated =
          plan.isPresent() ? Optional.of(read(plan.get())) : Optional.empty();
      Path path = SourceFile.named(file);
      SourceFile.check(path);
      checkOutput();
      var source = ProgramSource.of(path);
      var found = source.find();
      var compiled = found.isPresent() ? found.get() : source.compile(System.err);
      System.err.print(compiled.messages());
      System.err.flush();
      boolean isScenario = new SimProgram(compiled.program(), arguments).isScenario();
      Request request = request(path, isScenario);
      return run(request, repeated, compiled);
    } catch (IOException impossible) {
      System.err.println("gonzo: the search cannot go on: " + impossible.getMessage());
      return Refusal.FAILURE;
    } catch (Refusal refusal) {
      if (!refusal.sentence().isEmpty()) {
        System.err.println("gonzo: " + refusal.sentence());
      }
      return refusal.status();
    }
  }

  private int run(Request request, Optional<PlanFile> repeated, Compiled compiled)
      throws IOException, InterruptedException {
    var workers =
        new Workers(
            SimWorkerMain.class.getName(),
            SimWorkerMain.greeting(compiled, arguments),
            request.properties(),
            patience,
            debug.isPresent() ? OptionalInt.of(debug.get()) : OptionalInt.empty(),
            System.out);
    var reported = new CountDownLatch(1);
    var end = Thread.ofPlatform().name("gonzo-sim-end").unstarted(() -> end(workers, reported));
    Runtime.getRuntime().addShutdownHook(end);
    var session = new Session(request, workers, System.out, System.err, isTerminal());
    try {
      if (repeated.isPresent()) {
        return session.repeat(repeated.get());
      }
      return debug.isPresent() || lastEvent.isPresent() ? session.once() : session.search();
    } finally {
      reported.countDown();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // it is null if the JDK's own console is used
  private static boolean isTerminal() {
    var console = System.console();
    return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
  }

  /** When this JVM ends, also by Ctrl+C: the workers end too, and how far they were is printed. */
  private static void end(Workers workers, CountDownLatch reported) {
    workers.close();
    try {
      boolean _ = reported.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException wanted) {
      Thread.currentThread().interrupt();
    }
  }

  private void check() {
    require(seed.isEmpty() || seeds.isEmpty(), "--seed and --seeds: take one of them");
    require(
        plan.isEmpty() || (seed.isEmpty() && seeds.isEmpty()),
        "--plan has a seed of its own: leave out --seed and --seeds");
    require(
        seed.isPresent() || plan.isPresent() || (lastEvent.isEmpty() && debug.isEmpty()),
        "--to-event and --debug need one history: add --seed or --plan");
    require(lastEvent.orElse(1L) >= 1, "--to-event: events are numbered from 1");
    require(
        debug.orElse(0) >= 0 && debug.orElse(0) <= MOST_PORT,
        "--debug must be from 0 to " + MOST_PORT);
    require(seeds.orElse(SEEDS) >= 1, "--seeds must be at least 1");
    require(
        first <= Long.MAX_VALUE - seeds.orElse(SEEDS),
        "--first: the last seed would be above " + Long.MAX_VALUE + "; take a smaller one");
    require(jobs >= 1 && jobs <= MOST_JOBS, "--jobs must be from 1 to " + MOST_JOBS);
    require(sample >= 0, "--sample must not be negative");
    require(shrinkRuns.orElse(SHRINK_RUNS) >= 0, "--shrink-runs must not be negative");
    require(
        faults.isEmpty() || new OfFaults().contains(faults.get()),
        "--faults must be drawn or none");
    require(new OfOrders().contains(order), "--order must be drawn or first-come");
  }

  private void checkOutput() throws Refusal {
    if (trace.isPresent()) {
      OutputFile.check(trace.get());
    }
    if (timeline.isPresent()) {
      OutputFile.check(timeline.get());
    }
  }

  private void require(boolean holds, String sentence) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }

  private static PlanFile read(Path plan) throws Refusal {
    if (Files.notExists(plan)) {
      throw new Refusal(
          Refusal.USAGE, plan + " does not exist; a search writes such a file when a seed fails");
    }
    try {
      return PlanFile.read(plan);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new Refusal(
          Refusal.USAGE, plan + " is not a plan that can be repeated: " + unreadable.getMessage());
    }
  }

  private Request request(Path path, boolean isScenario) {
    boolean drawsFaults = faults.map("drawn"::equals).orElse(isScenario);
    return new Request(
        path,
        arguments,
        properties.entrySet().stream()
            .map(one -> "-D" + one.getKey() + "=" + one.getValue())
            .toList(),
        seed.orElse(first),
        seed.isPresent() ? 1 : seeds.orElse(SEEDS),
        seed.isPresent(),
        jobs,
        new Rules(drawsFaults, order.equals("first-come"), timeLimit),
        sample,
        shrinkRuns.orElse(seed.isPresent() ? 0 : SHRINK_RUNS),
        trace,
        timeline,
        lastEvent.orElse(0L),
        goesOn);
  }

  /** What {@code --faults} accepts. Created by picocli, by reflection. */
  static final class OfFaults extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    OfFaults() {
      super(List.of("drawn", "none"));
    }
  }

  /** What {@code --order} accepts. Created by picocli, by reflection. */
  static final class OfOrders extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    OfOrders() {
      super(List.of("drawn", "first-come"));
    }
  }

  /** A time such as 90s, 10m, 2h or 3d; or as {@link Duration} writes it. Created by picocli. */
  static final class Times implements ITypeConverter<Duration> {
    Times() {}

    @Override
    public Duration convert(String text) {
      String upper = text.toUpperCase(Locale.ROOT);
      try {
        Duration time =
            Duration.parse(
                upper.startsWith("P") ? upper : upper.endsWith("D") ? "P" + upper : "PT" + upper);
        if (time.isPositive() && time.toDays() < 36_500) {
          return time;
        }
      } catch (DateTimeException noTime) {
        // refused below
      }
      throw new TypeConversionException("'" + text + "' is no time; write 90s, 10m, 2h or 3d");
    }
  }
}
