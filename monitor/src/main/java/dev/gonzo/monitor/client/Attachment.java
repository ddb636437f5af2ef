package dev.gonzo.monitor.client;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Connects to a program by the number of its process. */
public final class Attachment {
  private static final String SOCKET = "dev.gonzo.monitor.socket";
  private static final String PROBLEM = "dev.gonzo.monitor.problem";
  private static final String HAS_KERNELS = "dev.gonzo.kernels";

  private Attachment() {}

  /**
   * Attaches to a running JVM, and opens a monitor in it unless it has one. The JDK prints a
   * warning there, unless the JVM has the flag {@code -XX:+EnableDynamicAgentLoading}. Blocks the
   * thread.
   *
   * @param pid the number of the process
   * @return the connection; when the last one ends, the monitor closes
   * @throws IOException if that is not possible; the message says why, and what to do
   */
  public static MonitorClient connect(long pid) throws IOException {
    String program = "process " + pid;
    String socket = Deadline.leave(program, Deadline.USUAL, () -> socket(pid, ""));
    try {
      return connect(pid, socket);
    } catch (SocketException | EOFException closing) {
      // Its last tool had just left: another monitor is opened.
      return connect(pid, Deadline.leave(program, Deadline.USUAL, () -> socket(pid, socket)));
    }
  }

  /** Finds the path of its socket, which is opened if there is none but a useless one. */
  private static String socket(long pid, String useless) throws IOException {
    VirtualMachine machine = attach(pid);
    try {
      Properties properties = machine.getSystemProperties();
      requireKernels(pid, properties);
      String known = properties.getProperty(SOCKET);
      return known != null && !known.equals(useless) ? known : open(pid, machine);
    } finally {
      machine.detach();
    }
  }

  private static String open(long pid, VirtualMachine machine) throws IOException {
    try (var jar = AgentJar.open()) {
      machine.loadAgent(jar.path().toString(), jar.path().toString());
    } catch (AgentLoadException | AgentInitializationException refused) {
      throw new IOException(
          "process "
              + pid
              + " does not load agents ("
              + refused.getMessage()
              + "): call Monitor.open(path) in the program, and give that path",
          refused);
    }
    Properties properties = machine.getSystemProperties();
    String socket = properties.getProperty(SOCKET);
    if (socket == null) {
      throw new IOException(
          "process "
              + pid
              + " cannot be looked into: "
              + properties.getProperty(PROBLEM, "unknown"));
    }
    return socket;
  }

  private static void requireKernels(long pid, Properties properties) throws IOException {
    if (!properties.containsKey(HAS_KERNELS)) {
      throw new IOException(
          "no kernel has run in process "
              + pid
              + ": it is not a program on Gonzo, or has not called"
              + " run yet");
    }
  }

  private static MonitorClient connect(long pid, String socket) throws IOException {
    Path here = Path.of(socket);
    // A process in a container has a file system of its own.
    Path there = Path.of("/proc", Long.toString(pid), "root", socket);
    return MonitorClient.connect(!Files.exists(here) && Files.exists(there) ? there : here);
  }

  /** {@return whether a JVM runs kernels, or has run some} */
  static boolean hasKernels(long pid) throws IOException {
    VirtualMachine machine = attach(pid);
    try {
      return machine.getSystemProperties().containsKey(HAS_KERNELS);
    } finally {
      machine.detach();
    }
  }

  private static VirtualMachine attach(long pid) throws IOException {
    if (ProcessHandle.of(pid).isEmpty()) {
      throw new IOException("there is no process " + pid + ": 'gonzo ps' lists those with kernels");
    }
    try {
      return VirtualMachine.attach(Long.toString(pid));
    } catch (AttachNotSupportedException refused) {
      throw new IOException(
          "cannot attach to process "
              + pid
              + ": it is not a JVM, or does not allow it; then call Monitor.open(path) in the program,"
              + " and give that path",
          refused);
    } catch (IOException refused) {
      throw new IOException(
          "cannot attach to process "
              + pid
              + " ("
              + refused.getMessage()
              + "): be its user, or root",
          refused);
    }
  }
}
