package dev.gonzo.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The parsed arguments of {@code gonzo run}.
 *
 * @param file the program, as the user typed it
 * @param arguments the arguments of its main method
 * @param kernel the name of the requested kernel; empty for the best that works here
 * @param carrier the name of the requested carrier; empty for the faster one
 * @param verbose whether to report each step on standard error
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
