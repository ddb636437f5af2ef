package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code gonzo run} and {@code gonzo record} take alike: the program, and how it is run. */
final class ProgramOptions {
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

  @Mixin private final KernelOption kernel = new KernelOption();

  @Option(
      names = "--trace",
      description = "Show the whole stack of a failure, also the frames of Gonzo and the JDK.")
  private boolean trace;

  ProgramOptions() {}

  /** {@return whether a program is named} */
  boolean isNamed() {
    return !file.isEmpty();
  }

  /**
   * Checks the names, and returns what to run.
   *
   * @param carrier the carrier that was chosen
   * @param verbose whether what is compiled is printed
   * @throws Refusal if there is no such kernel, carrier or file
   */
  RunRequest request(Optional<String> carrier, boolean verbose) throws Refusal {
    Optional<String> objection =
        kernel
            .objection()
            .or(() ->
                carrier.flatMap(name -> Names.objection("carrier", name, Kernels.carriers())));
    if (objection.isPresent()) {
      throw new Refusal(Refusal.USAGE, objection.get());
    }
    return new RunRequest(
        SourceFile.named(file), arguments, kernel.name(), carrier, verbose, trace);
  }
}
