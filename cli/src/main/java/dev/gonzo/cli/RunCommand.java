package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
  @Parameters(
      index = "0",
      paramLabel = "FILE.java",
      description = "A compact source file or classes; starts in the main method of the first.")
  private String file = "";

  @Parameters(
      index = "1..*",
      paramLabel = "ARGUMENT",
      description = "Arguments for the program: everything after the file, even options.")
  private List<String> arguments = List.of();

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      completionCandidates = Names.OfKernels.class,
      description = "The kernel: ${COMPLETION-CANDIDATES}. Without it, the best that works here.")
  private Optional<String> kernel = Optional.empty();

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
      names = "--trace",
      description = "Show the whole stack of a failure, also the frames of Gonzo and the JDK.")
  private boolean trace;

  private Optional<RunRequest> request = Optional.empty();

  RunCommand() {}

  /** {@return what to run; empty if another command, or only help, was requested} */
  Optional<RunRequest> request() {
    return request;
  }

  @Override
  public Integer call() {
    var objection =
        kernel
            .flatMap(name -> Names.objection("kernel", name, Kernels.names()))
            .or(() ->
                carrier.flatMap(name -> Names.objection("carrier", name, Kernels.carriers())));
    if (objection.isPresent()) {
      System.err.println("gonzo: " + objection.get());
      return Refusal.USAGE;
    }
    try {
      Path path = SourceFile.named(file);
      request = Optional.of(new RunRequest(path, arguments, kernel, carrier, verbose, trace));
      return 0;
    } catch (Refusal refusal) {
      System.err.println("gonzo: " + refusal.sentence());
      return refusal.status();
    }
  }
}
