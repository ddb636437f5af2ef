package dev.gonzo.cli.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory that only this user can read, and the processes that use it. They end with it, and it
 * ends with this JVM at the latest, even by a signal. Any thread may use it.
 */
public final class TemporaryDirectory implements AutoCloseable {
  private final Path path;
  private final Thread atExit = new Thread(this::end, "gonzo-temporary-directory");
  // Under the lock of this.
  private final List<Process> processes = new ArrayList<>();
  private boolean hasEnded;

  private TemporaryDirectory(Path path) {
    this.path = path;
  }

  /**
   * Creates a directory.
   *
   * @param prefix the beginning of its name
   * @return the directory
   * @throws IOException if it cannot be created, or this JVM is about to end
   */
  public static TemporaryDirectory create(String prefix) throws IOException {
    var directory = new TemporaryDirectory(Files.createTempDirectory(prefix));
    try {
      Runtime.getRuntime().addShutdownHook(directory.atExit);
    } catch (IllegalStateException ending) {
      directory.end();
      throw new IOException("the command is ending", ending);
    }
    return directory;
  }

  /** {@return its path} */
  public Path path() {
    return path;
  }

  /**
   * Starts a process that uses the directory.
   *
   * @param builder the process
   * @return the process, which is ended with this directory
   * @throws IOException if it cannot be started, or the directory is closed
   */
  public synchronized Process start(ProcessBuilder builder) throws IOException {
    if (hasEnded) {
      throw new IOException("the command is ending");
    }
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** Ends the processes, whatever they do, waits for their end, and removes the files. */
  @Override
  public void close() {
    end();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // It runs now, without effect.
    }
  }

  private synchronized void end() {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    processes.forEach(Process::destroyForcibly);
    try {
      for (Process process : processes) {
        int _ = process.waitFor(); // until then it may write a file
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    try (var files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (IOException left) {
      // The system removes what is left of temporary files.
    }
  }
}
