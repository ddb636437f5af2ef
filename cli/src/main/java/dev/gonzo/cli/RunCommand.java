package dev.gonzo.cli;

import dev.gonzo.cli.nodes.NodeProcesses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code gonzo run}. It only parses what to run; {@link Main} then runs it. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    headerHeading = "%n",
    header = "Compiles a single-file program in memory and runs it with Gonzo.",
    customSynopsis = "gonzo run [OPTION...] FILE.java [ARGUMENT...]",
    synopsisHeading = "%n@|bold Usage|@  ",
    parameterListHeading = "%n@|bold Program|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:the program ended",
      "1:it did not compile, has no main method, or failed",
      "2:the command line is wrong, or there is no such file",
      "130:Ctrl-C",
      "n:the status that the program passed to System.exit; of several nodes, the first that is not 0",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo run Hello.java",
      "  gonzo run EchoServer.java 25000",
      "  gonzo run --kernel epoll --verbose EchoServer.java 25000",
      "  gonzo run --nodes 3 WordCount.java             three processes, one cluster",
    })
final class RunCommand implements Callable<Integer> {
  private static final int MOST_NODES = 64;

  @Mixin private final ProgramOptions program = new ProgramOptions();

  @Option(
      names = "--carrier",
      paramLabel = "NAME",
      completionCandidates = Names.OfCarriers.class,
      description =
          "The carrier of coroutines: ${COMPLETION-CANDIDATES}. Without it, the faster one.")
  private Optional<String> carrier = Optional.empty();

  @Option(
      names = "--verbose",
      description = "Print what is compiled, and the chosen kernel, on standard error.")
  private boolean verbose;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description =
          "Run the program in N processes, which are the nodes of a cluster on this machine; what"
              + " they print comes after their names.")
  private Optional<Integer> nodes = Optional.empty();

  private Optional<RunRequest> request = Optional.empty();

  RunCommand() {}

  /** {@return what to run; empty if another command, or only help, was requested} */
  Optional<RunRequest> request() {
    return request;
  }

  @Override
  public Integer call() {
    try {
      RunRequest asked = program.request(carrier, verbose);
      if (nodes.isPresent()) {
        return runNodes(nodes.get(), asked);
      }
      request = Optional.of(asked);
      return 0;
    } catch (Refusal refusal) {
      if (!refusal.sentence().isEmpty()) {
        System.err.println("gonzo: " + refusal.sentence());
      }
      return refusal.status();
    } catch (IOException failed) {
      System.err.println("gonzo: the nodes cannot run: " + failed.getMessage());
      return Refusal.FAILURE;
    }
  }

  private static int runNodes(int count, RunRequest asked) throws Refusal, IOException {
    if (count < 1 || count > MOST_NODES) {
      throw new Refusal(Refusal.USAGE, "--nodes must be between 1 and " + MOST_NODES);
    }
    SourceFile.check(asked.file());
    // Compiled once, for all of them: a mistake is shown once, and before anything runs.
    var source = ProgramSource.of(asked.file());
    if (source.find().isEmpty()) {
      System.err.print(source.compile(System.err).messages());
      System.err.flush();
    }
    var words = new ArrayList<String>();
    words.add("run");
    asked.kernel().ifPresent(name -> words.addAll(List.of("--kernel", name)));
    asked.carrier().ifPresent(name -> words.addAll(List.of("--carrier", name)));
    if (asked.verbose()) {
      words.add("--verbose");
    }
    if (asked.trace()) {
      words.add("--trace");
    }
    words.add(asked.file().toString());
    words.addAll(asked.arguments());
    boolean colours = ReplCommand.isAtTerminal() && System.getenv("NO_COLOR") == null;
    return new NodeProcesses(
            count, NodeMain.class.getName(), words, colours, System.out, System.err)
        .run();
  }
}
