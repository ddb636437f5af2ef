package dev.gonzo.cli;

import dev.gonzo.kernel.Kernels;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --kernel} of the commands that run the code of users. */
final class KernelOption {
  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      completionCandidates = Names.OfKernels.class,
      description = "The kernel: ${COMPLETION-CANDIDATES}. Without it, the best that works here.")
  private Optional<String> name = Optional.empty();

  KernelOption() {}

  /** {@return the kernel that was chosen} */
  Optional<String> name() {
    return name;
  }

  /** {@return why there is no such kernel, as a sentence for the user; empty if there is} */
  Optional<String> objection() {
    return name.flatMap(chosen -> Names.objection("kernel", chosen, Kernels.names()));
  }
}
