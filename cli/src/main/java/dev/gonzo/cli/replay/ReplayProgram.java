package dev.gonzo.cli.replay;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JVM that replays a recording, and what is known of its program.
 *
 * @param command the command line, without the options of a debugger and without arguments
 * @param arguments the arguments of its main class
 * @param classes the names of the program's classes; empty if it is on the class path
 * @param source its source file, to show lines of; empty if it has none, or another one by now
 */
public record ReplayProgram(
    List<String> command, List<String> arguments, Set<String> classes, Optional<Path> source) {
  /** Copies the lists. */
  public ReplayProgram {
    command = List.copyOf(command);
    arguments = List.copyOf(arguments);
    classes = Set.copyOf(classes);
  }
}
