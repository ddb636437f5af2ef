package dev.gonzo.http.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A program of another project, as the other end of a connection. */
final class PeerProgram implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private PeerProgram(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Starts it; without the program the test is skipped. */
  static PeerProgram start(String... command) {
    return start(Map.of(), command);
  }

  private static PeerProgram start(Map<String, String> environment, String... command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new PeerProgram(builder.start());
    } catch (IOException lacking) {
      return Assumptions.abort("not here: " + lacking.getMessage());
    }
  }

  /** Starts a script of this package in Node.js, where it finds the libraries of Debian. */
  static PeerProgram node(String script, Object... arguments) {
    return interpreter("node", Map.of("NODE_PATH", "/usr/share/nodejs"), script, arguments);
  }

  /** Starts a script of this package in Debian's Python, which has Debian's libraries. */
  static PeerProgram python(String script, Object... arguments) {
    return interpreter("/usr/bin/python3", Map.of(), script, arguments);
  }

  private static PeerProgram interpreter(
      String program, Map<String, String> environment, String script, Object... arguments) {
    URL resource = PeerProgram.class.getResource(script);
    if (resource == null) {
      throw new AssertionError("there is no script " + script);
    }
    try {
      var command = new ArrayList<>(List.of(program, Path.of(resource.toURI()).toString()));
      for (Object argument : arguments) {
        command.add(argument.toString());
      }
      return start(environment, command.toArray(String[]::new));
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The next line of its output. */
  String line() throws IOException {
    return String.valueOf(output.readLine());
  }

  /** The rest of its output, up to its end. */
  String rest() throws IOException {
    return output.readAllAsString();
  }

  /** Waits for its end. */
  int exitStatus() throws InterruptedException {
    if (!process.waitFor(2, MINUTES)) {
      throw new AssertionError("still running: " + process);
    }
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end. Its output can still be read. */
  void terminate() {
    boolean _ = process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
