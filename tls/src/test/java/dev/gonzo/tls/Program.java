package dev.gonzo.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gonzo.Gonzo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A program that nobody here wrote, as the other side. */
final class Program implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("ACCEPT .*:(\\d+)");

  private final Process process;
  private final BufferedReader output;

  private Program(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), ISO_8859_1));
  }

  /** What a program left behind. */
  record Ended(int status, String output) {}

  /** Starts it; without the program the test is skipped. */
  static Program start(Path directory, String... command) {
    try {
      return new Program(
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start());
    } catch (IOException lacking) {
      return Assumptions.abort("not here: " + lacking.getMessage());
    }
  }

  /** Runs it to its end, outside the kernel, and shows it an input. */
  static Ended run(Path directory, String input, String... command) throws Exception {
    return Gonzo.runInThread(() -> {
      try (var program = start(directory, command)) {
        Thread feeder = Thread.ofPlatform().start(() -> program.feed(input));
        byte[] said = program.process.getInputStream().readAllBytes();
        feeder.join();
        if (!program.process.waitFor(120, SECONDS)) {
          throw new AssertionError("still running: " + List.of(command));
        }
        return new Ended(program.process.exitValue(), new String(said, ISO_8859_1));
      }
    });
  }

  private void feed(String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    } catch (IOException ended) {
      // It needs no more.
    }
  }

  /** The port on which {@code openssl s_server} says that it listens. */
  int port() throws Exception {
    return Gonzo.runInThread(() -> {
      var seen = new StringBuilder();
      for (String line; (line = output.readLine()) != null; ) {
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          return Integer.parseInt(matcher.group(1));
        }
        seen.append(line).append('\n');
      }
      throw new AssertionError("it does not listen; it said:\n" + seen);
    });
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
