package dev.gonzo.cli;

import dev.gonzo.cli.explore.Request;
import dev.gonzo.cli.jvm.ChildJvm;
import dev.gonzo.cli.jvm.TemporaryDirectory;
import dev.gonzo.cli.sim.Rules;
import dev.gonzo.cli.sim.WorkerJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code gonzo explore}. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    headerHeading = "%n",
    header = "Runs a small program in every order of its tasks.",
    customSynopsis = "gonzo explore FILE.java [OPTION...] [-- ARGUMENT...]",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Program|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:no order failed",
      "1:an order failed, or the program cannot start, or does not repeat itself",
      "2:the command line is wrong, or there is no such file",
      "130:Ctrl-C",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo explore Bank.java                     every order",
      "  gonzo explore Bank.java --switches 3        only those with up to 3 switches",
      "  gonzo explore Bank.java --cancel            also cancel tasks, at each point",
      "  gonzo explore Bank.java --order 3:1,7:2     repeat one order",
    })
final class ExploreCommand implements Callable<Integer> {
  private static final long ORDERS = 100_000;

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
      names = "--switches",
      paramLabel = "N",
      description =
          "Only orders in which up to N times another task is next than the one that has waited"
              + " longest.")
  private Optional<Integer> switches = Optional.empty();

  @Option(
      names = "--orders",
      paramLabel = "N",
      description = "Stop after N orders; 100000 without it.")
  private long orders = ORDERS;

  @Option(
      names = "--cancel",
      description = "In each order, also cancel one task but the main task, at each point.")
  private boolean cancels;

  @Option(
      names = "--no-reduction",
      description =
          "Also run orders that differ from others only by steps that touch nothing in common.")
  private boolean isUnreduced;

  @Option(names = "--until-failure", description = "Stop at the first order that fails.")
  private boolean untilFailure;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description = "Run only this order, and show what the program prints.")
  private Optional<String> order = Optional.empty();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write the history of --order, or of the first order that fails.")
  private Optional<Path> trace = Optional.empty();

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      converter = SimCommand.Times.class,
      description = "How much simulated time an order may take: 90s, 10m, 2h or 3d. 1d without it.")
  private Duration timeLimit = Rules.TIME_LIMIT;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = SimCommand.Times.class,
      description = "How much real time an order may take; 60s without it.")
  private Duration patience = Duration.ofMinutes(1);

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      mapFallbackValue = "",
      description = "A system property of the program.")
  private Map<String, String> properties = new LinkedHashMap<>();

  ExploreCommand() {}

  @Override
  public Integer call() throws InterruptedException, ClassNotFoundException {
    try {
      check();
      Path path = SourceFile.named(file);
      SourceFile.check(path);
      checkOutput();
      var source = ProgramSource.of(path);
      var found = source.find();
      var compiled = found.isPresent() ? found.get() : source.compile(System.err);
      System.err.print(compiled.messages());
      System.err.flush();
      boolean _ = new SimProgram(compiled.program(), arguments).isScenario(); // or it is refused
      return run(request(path), compiled);
    } catch (IOException impossible) {
      System.err.println("gonzo: the exploration cannot go on: " + impossible.getMessage());
      return Refusal.FAILURE;
    } catch (Refusal refusal) {
      if (!refusal.sentence().isEmpty()) {
        System.err.println("gonzo: " + refusal.sentence());
      }
      return refusal.status();
    }
  }

  private void check() {
    require(switches.orElse(0) >= 0, "--switches must not be negative");
    require(orders >= 1, "--orders must be at least 1");
    require(order.isEmpty() || switches.isEmpty(), "--order is one order: leave out --switches");
    require(
        order.isEmpty() || order.get().matches("usual|\\d{1,9}:\\d{1,9}(,\\d{1,9}:\\d{1,9})*"),
        "--order must look like 3:1,7:2, as an exploration has printed it, or be usual");
  }

  private void checkOutput() throws Refusal {
    if (trace.isPresent()) {
      OutputFile.check(trace.get());
    }
  }

  private void require(boolean holds, String sentence) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }

  private Request request(Path path) {
    return new Request(
        path,
        arguments,
        properties.entrySet().stream()
            .map(one -> "-D" + one.getKey() + "=" + one.getValue())
            .toList(),
        switches,
        orders,
        cancels,
        !isUnreduced,
        untilFailure,
        order,
        trace,
        timeLimit,
        patience);
  }

  /** In a JVM with the agent, which prints the report and ends with this one. */
  private static int run(Request request, Compiled compiled)
      throws IOException, InterruptedException {
    try (var directory = TemporaryDirectory.create("gonzo-explore")) {
      Path program = directory.path().resolve("program");
      Files.write(program, ProgramEntry.write(compiled));
      List<String> command =
          WorkerJvm.exploring(
              directory.path(), ExploreWorkerMain.class.getName(), request.properties());
      command.add(program.toString());
      command.addAll(request.words());
      return directory.start(ChildJvm.builder(command).inheritIO()).waitFor();
    }
  }
}
