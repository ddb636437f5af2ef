package dev.gonzo.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code gonzo run} was asked to do.
 *
 * @param file the program, as the user typed it
 * @param arguments what its main method gets
 * @param kernel the name of the kernel asked for; empty for the best that works here
 * @param carrier the name of the carrier asked for; empty for the faster one
 * @param verbose whether to say on standard error what is done
 * @param trace whether a failure shows its whole stack
 */
record RunRequest(
    Path file,
    List<String> arguments,
    Optional<String> kernel,
    Optional<String> carrier,
    boolean verbose,
    boolean trace) {
  RunRequest {
    arguments = List.copyOf(arguments);
  }

  /** {@return a request without any option} */
  static RunRequest plain(Path file, List<String> arguments) {
    return new RunRequest(file, arguments, Optional.empty(), Optional.empty(), false, false);
  }
}
