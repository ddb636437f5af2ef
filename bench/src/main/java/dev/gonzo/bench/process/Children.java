package dev.gonzo.bench.process;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes that this run has started. Those that still run when this JVM ends, also by Ctrl-C,
 * are killed.
 */
final class Children {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Children::kill), "end of children"));
  }

  private Children() {}

  static Process start(
      List<String> command, Pin pin, File directory, Map<String, String> environment)
      throws IOException {
    var whole = new ArrayList<>(pin.prefix());
    whole.addAll(command);
    var builder = new ProcessBuilder(whole).directory(directory);
    builder.environment().putAll(environment);
    Process process = builder.start();
    RUNNING.add(process);
    return process;
  }

  /** Kills the process with all that it has started, and waits until it is gone. */
  static void end(Process process) {
    kill(process);
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    RUNNING.remove(process);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
