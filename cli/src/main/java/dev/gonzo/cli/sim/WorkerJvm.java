package dev.gonzo.cli.sim;

import dev.gonzo.cli.jvm.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The command line of the JVMs that simulate. They have the flags of this one, and the agent of the
 * simulator.
 */
public final class WorkerJvm {
  private WorkerJvm() {}

  /**
   * Returns the command line of a worker.
   *
   * @param directory where the agent's jar is written
   * @param main the main class
   * @param differently whether it has another collector and another compiler than usual
   * @param debugPort the port on which it waits for a debugger; empty for none
   * @param properties system properties for the program
   * @throws IOException if the jar cannot be written
   */
  static List<String> command(
      Path directory,
      String main,
      boolean differently,
      OptionalInt debugPort,
      List<String> properties)
      throws IOException {
    return command(directory, main, differently, debugPort, properties, "");
  }

  /**
   * Returns the command line of a JVM that explores: its agent reports what the code touches.
   *
   * @param directory where the agent's jar is written
   * @param main the main class
   * @param properties system properties for the program
   * @return the command line, to which arguments can be added
   * @throws IOException if the jar cannot be written
   */
  public static List<String> exploring(Path directory, String main, List<String> properties)
      throws IOException {
    return command(directory, main, false, OptionalInt.empty(), properties, "=touches");
  }

  private static List<String> command(
      Path directory,
      String main,
      boolean differently,
      OptionalInt debugPort,
      List<String> properties,
      String agentOption)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ChildJvm.java());
    List<String> inherited = ChildJvm.inheritedFlags();
    command.addAll(inherited);
    if (inherited.stream().noneMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"))) {
      // With one worker for each processor, more threads of the collector are of no use.
      command.add(differently ? "-XX:+UseParallelGC" : "-XX:+UseSerialGC");
    }
    if (differently) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    // Every identity hash is the same: those that the JVM draws differ from run to run.
    command.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2"));
    command.add("-Djdk.trackAllThreads=false"); // those of crashed hosts would stay in its list
    command.add("-Dgonzo.kernel=sim");
    // The JDK keeps the connections of HttpURLConnection alive in a thread of its own.
    command.add("-Dhttp.keepAlive=false");
    command.addAll(properties);
    debugPort.ifPresent(port -> command.add(ChildJvm.waitingForDebugger(port)));
    command.add(ChildJvm.simulatorAgent(directory) + agentOption);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return command;
  }
}
