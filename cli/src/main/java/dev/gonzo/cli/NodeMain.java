package dev.gonzo.cli;

import dev.gonzo.cli.nodes.NodeEnd;

/** The main class of the processes that {@code gonzo run --nodes} starts. */
public final class NodeMain {
  private NodeMain() {}

  /**
   * Runs the command, and ends with the process that has started this one.
   *
   * @param arguments the arguments of {@code gonzo}
   * @throws Throwable any exception of the user's program
   */
  public static void main(String[] arguments) throws Throwable {
    NodeEnd.endWithInput();
    Main.main(arguments);
  }
}
