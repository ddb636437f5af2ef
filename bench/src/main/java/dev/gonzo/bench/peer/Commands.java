package dev.gonzo.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Short commands that are run to their end: those that build, and those that look for a module. */
public final class Commands {
  private static final int LINES = 15;

  private Commands() {}

  /** {@return whether a command ends with status 0 within 20 seconds} */
  static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Runs a command that builds something.
   *
   * @param command the program and its arguments
   * @param directory where it runs
   * @param log where its output goes
   * @throws IOException if it fails, or takes longer than ten minutes; the message has the end of
   *     its output
   */
  public static void build(List<String> command, Path directory, Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        throw new IOException("its build took longer than ten minutes (" + log + ")");
      }
      if (process.exitValue() != 0) {
        throw new IOException("its build failed (" + log + "):\n" + end(log));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("its build was interrupted", interrupted);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String end(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      List<String> useful =
          lines.filter(line -> !line.startsWith("WARNING") && !line.isBlank()).toList();
      return useful.stream()
          .skip(Math.max(0, useful.size() - LINES))
          .collect(Collectors.joining("\n"));
    }
  }
}
