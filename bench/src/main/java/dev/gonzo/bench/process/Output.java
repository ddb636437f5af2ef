package dev.gonzo.bench.process;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The output of a program that ends by itself. */
public final class Output {
  private Output() {}

  /**
   * Runs a program to its end. The launcher does not build, and uses the JVM that runs this.
   *
   * @param command the program and its arguments
   * @param pin where it runs
   * @param limit how long it may take
   * @return what it printed on standard output, without spaces around it
   * @throws IOException if it fails, or takes longer than the limit
   */
  public static String of(List<String> command, Pin pin, Duration limit) throws IOException {
    Process process =
        Children.start(
            command,
            pin,
            new File("."),
            Map.of("GONZO_BUILD", "never", "GONZO_JAVA_HOME", System.getProperty("java.home")));
    try {
      Tail printed = Tail.of(process.getInputStream(), command.getFirst());
      Tail errors = Tail.of(process.getErrorStream(), command.getFirst());
      if (!process.waitFor(limit)) {
        throw new ProcessFailure(
            command.getFirst() + " did not end within " + limit.toSeconds() + " s", errors.text());
      }
      if (process.exitValue() != 0) {
        throw new ProcessFailure(
            command.getFirst() + " ended with status " + process.exitValue(), errors.whole());
      }
      return printed.whole();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      Children.end(process);
    }
  }
}
