package dev.gonzo.cli.nodes;

import dev.gonzo.Cancelled;
import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.process.Command;
import dev.gonzo.process.ExitStatus;
import dev.gonzo.process.RunningProcess;
import dev.gonzo.process.Signals;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a program in some processes, each a node of a cluster on this machine. What each prints
 * comes after its name; Ctrl-C ends them all.
 */
public final class NodeProcesses {
  private static final List<String> OWN = List.of("-agentlib:jdwp", "-Xrunjdwp");
  private static final int SECRET_BYTES = 32;
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final int SIGNALLED = 128;
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
  private static final int FIRST_COLOUR = 31;
  private static final int COLOURS = 6;

  private final int count;
  private final List<String> words;
  private final boolean colours;
  private final NodeOutput out;
  private final NodeOutput errors;
  private final List<RunningProcess> running = new ArrayList<>();
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
    this.out = new NodeOutput("output of the nodes", out);
    this.errors = new NodeOutput("errors of the nodes", errors);
  }

  /**
   * Runs the nodes, until all have ended.
   *
   * @return the first status that is not 0; 0 if all are
   * @throws IOException if a process cannot be started; then none is left
   */
  public int run() throws IOException {
    return Gonzo.run(() -> {
      // Not cancelled by the first signal, as the nodes are.
      try (var signals = TaskGroup.<Void>open()) {
        runAll(signals);
      }
      return status;
    });
  }

  private void runAll(TaskGroup<Void> signals) throws IOException {
    String secret = HexFormat.of().formatHex(Environment.randomBytes(SECRET_BYTES));
    try (var ports = new NodePorts(count);
        var nodes = TaskGroup.<Void>open()) {
      try {
        for (int i = 0; i < count; i++) {
          String name = NodePorts.name(i);
          String prefix = prefix(i);
          Command command = command(name, ports.members(), secret);
          nodes.spawn(name, () -> run(name, prefix, command));
        }
        nodes.join();
      } catch (Cancelled ending) {
        signals.spawnDaemon("second signal", this::endAtSignal);
        throw ending;
      }
    }
  }

  /** A second signal ends this JVM at once, and so it ends the nodes at once, too. */
  private void endAtSignal() throws IOException {
    try (var queue = Signals.open("HUP", "INT", "TERM")) {
      String signal = queue.take();
      running.forEach(NodeProcesses::kill);
      Runtime.getRuntime().halt(SIGNALLED + SIGNALS.getOrDefault(signal, 0));
    } catch (IllegalArgumentException | UnsupportedTrapException noSignals) {
      // Then this JVM leaves signals alone, and the first one has not come here either.
    }
  }

  private static void kill(RunningProcess process) {
    try {
      boolean _ = process.kill();
    } catch (IOException refused) {
      // The others are still to be ended.
    }
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
        .withInput(new Redirection.Pipe())
        .withGrace(NodeEnd.GRACE);
  }

  private void run(String name, String prefix, Command command) throws IOException {
    RunningProcess process = start(command);
    running.add(process);
    try (process;
        var outputs = TaskGroup.<Void>open()) {
      try {
        var steps = new AtomicInteger();
        var both =
            List.of(
                outputs.spawn("output of " + name, () -> out.pass(prefix, process.output(), steps)),
                outputs.spawn(
                    "errors of " + name, () -> errors.pass(prefix, process.error(), steps)));
        ended(name, process.await());
        awaitOutputs(both, steps);
        outputs.requestCancel(name + " has ended");
        outputs.join();
      } finally {
        Gonzo.withoutCancellation(() -> announceEnd(process));
      }
    } finally {
      running.remove(process);
    }
  }

  /** For as long as there is something to show: what a node has started may hold its output. */
  private void awaitOutputs(List<Task<Void>> outputs, AtomicInteger steps) {
    boolean ended;
    int before;
    do {
      before = steps.get();
      ended = Gonzo.ignoreAfter(SILENCE, () -> awaitEnds(outputs));
    } while (!ended && (out.isWriting() || errors.isWriting() || before != steps.get()));
  }

  private static void awaitEnds(List<Task<Void>> outputs) {
    for (Task<Void> output : outputs) {
      var _ = output.awaitEnd();
    }
  }

  /** So that the node knows that its input ends because it is asked to end. */
  private static void announceEnd(RunningProcess process) {
    try {
      process.input().write(new byte[] {NodeEnd.ASKED}, 0, 1);
    } catch (IOException ended) {
      // It needs no announcement.
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
      errors.print("gonzo: " + name + " " + how);
    }
    status = status == 0 ? own : status;
  }
}
