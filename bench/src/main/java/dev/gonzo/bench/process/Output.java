package dev.gonzo.bench.process;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The output of a program that ends by itself. */
public final class Output {
  private static final int LIMIT_SECONDS = 120;

  private Output() {}

  /**
   * Runs a program to its end. The launcher does not build, and uses the JVM that runs this.
   *
   * @param command the program and its arguments
   * @param pin where it runs
   * @return what it printed on standard output, without spaces around it
   * @throws IOException if it fails, or takes longer than two minutes
   */
  public static String of(List<String> command, Pin pin) throws IOException {
    Process process =
        Children.start(
            command,
            pin,
            new File("."),
            Map.of("GONZO_BUILD", "never", "GONZO_JAVA_HOME", System.getProperty("java.home")));
    try {
      Tail printed = Tail.of(process.getInputStream(), command.getFirst());
      Tail errors = Tail.of(process.getErrorStream(), command.getFirst());
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new ProcessFailure(
            command.getFirst() + " did not end within " + LIMIT_SECONDS + " s", errors.text());
      }
      if (process.exitValue() != 0) {
        throw new ProcessFailure(
            command.getFirst() + " ended with status " + process.exitValue(), errors.text());
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
