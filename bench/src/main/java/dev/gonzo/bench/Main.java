package dev.gonzo.bench;

import picocli.CommandLine;

/** The main class of {@code ./gonzo bench}. */
public final class Main {
  private Main() {}

  /**
   * Runs the command, and exits with 2 for wrong arguments, 1 for a run that could not be made.
   *
   * @param arguments the names of benchmarks, and options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    var line = new CommandLine(new BenchCommand());
    line.setExecutionExceptionHandler((failure, command, _) -> {
      command.getErr().println("gonzo bench: " + failure.getMessage());
      return 1;
    });
    return line;
  }
}
