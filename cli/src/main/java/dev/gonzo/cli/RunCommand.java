package dev.gonzo.cli;

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
      "n:the status that the program passed to System.exit",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo run Hello.java",
      "  gonzo run EchoServer.java 25000",
      "  gonzo run --kernel epoll --verbose EchoServer.java 25000",
    })
final class RunCommand implements Callable<Integer> {
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

  private Optional<RunRequest> request = Optional.empty();

  RunCommand() {}

  /** {@return what to run; empty if another command, or only help, was requested} */
  Optional<RunRequest> request() {
    return request;
  }

  @Override
  public Integer call() {
    try {
      request = Optional.of(program.request(carrier, verbose));
      return 0;
    } catch (Refusal refusal) {
      System.err.println("gonzo: " + refusal.sentence());
      return refusal.status();
    }
  }
}
