package dev.gonzo.cli.nodes;

import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.TaskGroup;
import dev.gonzo.process.Command;
import dev.gonzo.process.ExitStatus;
import dev.gonzo.process.RunningProcess;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Runs a program in some processes, each a node of a cluster on this machine. What each prints
 * comes after its name; Ctrl-C ends them all.
 */
public final class NodeProcesses {
  private static final List<String> OWN = List.of("-agentlib:jdwp", "-Xrunjdwp");
  private static final int SECRET_BYTES = 32;
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final int SIGNALLED = 128;
  private static final int FIRST_COLOUR = 31;
  private static final int COLOURS = 6;

  private final int count;
  private final List<String> words;
  private final boolean colours;
  private final PrintStream out;
  private final PrintStream errors;
  private int status;

  /**
   * Names what to run.
   *
   * @param count how many nodes
   * @param main the main class of each process
   * @param arguments its arguments
   * @param colours whether names have colours
   * @param out where the output of the nodes goes
   * @param errors where their errors go, and what there is to say about them
   */
  public NodeProcesses(
      int count,
      String main,
      List<String> arguments,
      boolean colours,
      PrintStream out,
      PrintStream errors) {
    this.count = count;
    this.words = new ArrayList<>();
    words.add(main);
    words.addAll(arguments);
    this.colours = colours;
    this.out = out;
    this.errors = errors;
  }

  /**
   * Runs the nodes, until all have ended.
   *
   * @return the first status that is not 0; 0 if all are
   * @throws IOException if a process cannot be started; then none is left
   */
  public int run() throws IOException {
    return Gonzo.run(() -> {
      String secret = HexFormat.of().formatHex(Environment.randomBytes(SECRET_BYTES));
      try (var ports = new NodePorts(count);
          var nodes = TaskGroup.<Void>open()) {
        for (int i = 0; i < count; i++) {
          String name = NodePorts.name(i);
          String prefix = prefix(i);
          Command command = command(name, ports.members(), secret);
          nodes.spawn(name, () -> run(name, prefix, command));
        }
        nodes.join();
      }
      return status;
    });
  }

  private String prefix(int index) {
    String name = NodePorts.name(index);
    String padded = name + " ".repeat(NodePorts.name(count - 1).length() - name.length());
    return colours
        ? "\u001b[%dm%s |\u001b[0m ".formatted(FIRST_COLOUR + index % COLOURS, padded)
        : padded + " | ";
  }

  private Command command(String name, String members, String secret) {
    var arguments = new ArrayList<String>();
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> OWN.stream().noneMatch(flag::startsWith))
        .forEach(arguments::add);
    arguments.add("-Dgonzo.node=" + name);
    arguments.add("-Dgonzo.members=" + members);
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(words);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // In the environment, because everyone on the machine can read the command line.
    return Command.of(java, arguments.toArray(String[]::new))
        .withEnvironment("GONZO_SECRET", secret)
        .withoutEnvironment("JDK_JAVA_OPTIONS")
        .withoutEnvironment("JAVA_TOOL_OPTIONS")
        .withInput(new Redirection.Nothing())
        .withGrace(GRACE);
  }

  private void run(String name, String prefix, Command command) throws IOException {
    try (RunningProcess process = start(command);
        var output = TaskGroup.<Void>open()) {
      output.spawn("output of " + name, () -> new NodeOutput(prefix, out).pass(process.output()));
      output.spawn("errors of " + name, () -> new NodeOutput(prefix, errors).pass(process.error()));
      output.join();
      ended(name, process.await());
    }
  }

  /**
   * In a group of its own, so that Ctrl-C reaches it once: from here, and not from the terminal.
   */
  private static RunningProcess start(Command command) throws IOException {
    try {
      return command.withProcessGroup().start();
    } catch (UnsupportedOperationException noGroups) {
      return command.start();
    }
  }

  private void ended(String name, ExitStatus ending) {
    int own =
        switch (ending) {
          case ExitStatus.Exited(int code) -> code;
          case ExitStatus.Signalled(int signal) -> SIGNALLED + signal;
        };
    if (own != 0) {
      String how =
          ending instanceof ExitStatus.Signalled(int signal)
              ? "was ended by signal " + signal
              : "has ended with the status " + own;
      errors.println("gonzo: " + name + " " + how);
      errors.flush();
    }
    status = status == 0 ? own : status;
  }
}
