package dev.gonzo.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with a program, which ends with the test. */
public final class TargetProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Path err;

  private TargetProcess(Process process, BufferedReader out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@link TargetProgram} with only core and the tests on its class path. */
  public static TargetProcess start(Path directory, int sleepers, String... flags)
      throws IOException {
    return start(directory, TargetProgram.class, withoutMonitor(), List.of("" + sleepers), flags);
  }

  /** Starts a program, and waits until it has printed a line. */
  public static TargetProcess start(
      Path directory, Class<?> main, String classPath, List<String> arguments, String... flags)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m"));
    command.add("@" + Path.of("..", "jvm.flags").toAbsolutePath());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    Path err = directory.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("it has ended: " + java.nio.file.Files.readString(err));
    }
    return new TargetProcess(process, out, err);
  }

  /** The class path of this JVM without this module's main classes. */
  public static String withoutMonitor() {
    var kept = new ArrayList<String>();
    for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      if (!entry
          .replace('\\', '/')
          .matches(".*monitor/target/classes/?|.*gonzo-monitor[^/]*\\.jar")) {
        kept.add(entry);
      }
    }
    return String.join(java.io.File.pathSeparator, kept);
  }

  /** Reads its output up to a line with a text. */
  public String awaitLine(String text) throws IOException {
    String line = out.readLine();
    while (line != null && !line.contains(text)) {
      line = out.readLine();
    }
    return String.valueOf(line);
  }

  public long pid() {
    return process.pid();
  }

  public String err() throws IOException {
    return java.nio.file.Files.readString(err);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it does not end");
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
