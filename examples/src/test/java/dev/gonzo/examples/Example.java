package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An example that runs as a real process, started like by a user. */
final class Example implements AutoCloseable {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LISTENING = Pattern.compile("listening on .*:(\\d+)");

  // Kernels on several cores share the database in memory, and meet there in any order.
  private static final List<String> ONE_CORE =
      List.of("env", "GONZO_JAVA_OPTS=-Dgonzo.watchdog=0 -XX:ActiveProcessorCount=1");

  private final Process process;
  private final BufferedReader output;

  private Example(List<String> command, String classPath) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // On a busy machine a kernel may be held up as if by a busy task.
    builder
        .environment()
        .put("GONZO_JAVA_OPTS", "-Dgonzo.watchdog=0 -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    if (!classPath.isEmpty()) {
      builder.environment().put("GONZO_CLASSPATH", classPath);
    }
    process = builder.start();
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Starts {@code ./gonzo run examples/FILE ARGUMENTS}. */
  static Example run(String file, String... arguments) throws IOException {
    return run(List.of(), List.of(), file, arguments);
  }

  /** Starts it through another program, with more options for the JVM. */
  static Example run(List<String> below, List<String> options, String file, String... arguments)
      throws IOException {
    var command = new ArrayList<>(below);
    if (!options.isEmpty()) {
      command.addAll(List.of("env", "GONZO_JAVA_OPTS=" + String.join(" ", options)));
    }
    return start(command, "", "run", file(file), List.of(arguments));
  }

  /** Starts {@code GONZO_CLASSPATH=LIBRARIES ./gonzo run examples/FILE ARGUMENTS}. */
  static Example runWith(List<? extends Class<?>> libraries, String file, String... arguments)
      throws IOException {
    return start(List.of(), classPath(libraries), "run", file(file), List.of(arguments));
  }

  /** Starts {@code GONZO_CLASSPATH=LIBRARIES ./gonzo sim examples/FILE ARGUMENTS}. */
  static Example simulateWith(List<? extends Class<?>> libraries, String file, String... arguments)
      throws IOException {
    return start(List.of(), classPath(libraries), "sim", file(file), List.of(arguments));
  }

  /** Starts {@code ./gonzo record --kernel KERNEL --output RECORDING examples/FILE 0}. */
  static Example record(
      List<? extends Class<?>> libraries, String kernel, Path recording, String file)
      throws IOException {
    return start(
        ONE_CORE,
        classPath(libraries),
        "record",
        "--kernel",
        List.of(kernel, "--output", recording.toString(), file(file), "0"));
  }

  /** Starts {@code ./gonzo replay RECORDING}. */
  static Example replay(List<? extends Class<?>> libraries, Path recording) throws IOException {
    return start(ONE_CORE, classPath(libraries), "replay", recording.toString(), List.of());
  }

  private static String file(String example) {
    return ROOT.resolve("examples").resolve(example).toString();
  }

  private static String classPath(List<? extends Class<?>> libraries) {
    return libraries.stream()
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(place -> Path.of(URI.create(place.toString())).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Example start(
      List<String> below, String classPath, String verb, String first, List<String> arguments)
      throws IOException {
    var command = new ArrayList<>(below);
    command.add(ROOT.resolve("gonzo").toString());
    command.add(verb);
    command.add(first);
    command.addAll(arguments);
    return new Example(command, classPath);
  }

  /** Waits for the port that a server prints, and returns it. */
  int port() throws IOException {
    var seen = new StringBuilder();
    for (String line; (line = output.readLine()) != null; ) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("the server ended without listening; it said:\n" + seen);
  }

  /** The next line of its output. */
  String line() throws IOException {
    return String.valueOf(output.readLine());
  }

  /** The rest of its output and errors, up to its end. */
  String rest() throws IOException {
    var rest = new StringBuilder();
    for (String line; (line = output.readLine()) != null; ) {
      rest.append(line).append('\n');
    }
    return rest.toString();
  }

  /** Sends it SIGTERM; what it prints then can still be read. */
  void terminate() {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  /** Returns when no new connection can be opened; until then, new connections are closed again. */
  static void awaitRefused(int port) throws IOException {
    try {
      while (true) {
        new Socket("127.0.0.1", port).close();
      }
    } catch (ConnectException refused) {
      assertThat(refused).hasMessageContaining("refused");
    }
  }

  /** Kills it. */
  void kill() {
    process.destroyForcibly();
  }

  /** Its child processes that are alive. */
  List<ProcessHandle> children() {
    return process.children().toList();
  }

  int exitStatus() throws InterruptedException {
    if (!process.waitFor(120, SECONDS)) {
      throw new AssertionError("still running after two minutes: " + process);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
