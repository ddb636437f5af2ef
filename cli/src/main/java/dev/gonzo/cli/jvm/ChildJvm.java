package dev.gonzo.cli.jvm;

import dev.gonzo.sim.SimulatorAgent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The parts of the command lines of JVMs that this one starts, and their environment. */
public final class ChildJvm {
  /** Flags that are this JVM's own: its caches, and its debugger, which listens on one port. */
  private static final List<String> OWN =
      List.of("-XX:AOT", "-Xlog:", "-agentlib:jdwp", "-Xrunjdwp", "-Dgonzo.compiler.");

  private ChildJvm() {}

  /** {@return the command that starts a JVM of this JDK} */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** {@return the flags of this JVM that another one takes over} */
  public static List<String> inheritedFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> OWN.stream().noneMatch(flag::startsWith))
        .toList();
  }

  /**
   * Returns the flag that lets a JVM wait for a debugger, on the loopback interface only: a
   * debugger can run any code.
   *
   * @param port the port; 0 for one that is free, which the JVM prints
   * @return the flag
   */
  public static String waitingForDebugger(int port) {
    return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:" + port;
  }

  /**
   * Returns the flag that loads the agent of the simulator. Its jar only names the agent, which is
   * on the class path: in a jar or in a directory.
   *
   * @param directory where the jar is written, unless it is there
   * @return the flag, to which options of the agent can be added
   * @throws IOException if the jar cannot be written
   */
  public static synchronized String simulatorAgent(Path directory) throws IOException {
    Path jar = directory.resolve("agent.jar");
    return "-javaagent:" + (Files.exists(jar) ? jar : SimulatorAgent.writeJar(jar));
  }

  /**
   * Prepares the start of a JVM. The variables with options of the JVM are removed: it would print
   * that it has picked them up, and they are among the inherited flags already.
   *
   * @param command the command line
   * @return the process to start
   */
  public static ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
    return builder;
  }
}
