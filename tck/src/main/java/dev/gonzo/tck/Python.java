package dev.gonzo.tck;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A program in Python 3, as a peer that can do what Java cannot, such as passing descriptors. Its
 * methods block: call them in a thread.
 */
final class Python implements Closeable {
  static final String MISSING = "there is no python3 here";

  private final Process process;
  private final BufferedReader output;

  private Python(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** {@return whether Python 3 can be started} */
  static boolean isHere() {
    try {
      return new ProcessBuilder("python3", "-c", "").start().waitFor() == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Starts a script, which ends at the latest when this object is closed. */
  static Python start(String script) throws IOException {
    return new Python(
        new ProcessBuilder("python3", "-c", script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Waits for a line of its output; null at the end. */
  @Nullable String readLine() throws IOException {
    return output.readLine();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
