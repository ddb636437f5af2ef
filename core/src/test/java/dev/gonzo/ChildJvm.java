package dev.gonzo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A program in another JVM, for tests, with the flags that Gonzo needs and additional ones. */
public final class ChildJvm implements AutoCloseable {
  private static final int LIMIT_SECONDS = 120;

  private final Process process;
  private final Path errors;
  private final BufferedReader out;

  /** The exit status and the output of a program. */
  public record Ended(int status, String out, String err) {}

  private ChildJvm(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the main method of a test class. */
  public static ChildJvm start(Class<?> program, String... flags) throws IOException {
    return start(List.of(), program, flags);
  }

  /** Starts it with a limit on open files and sockets. */
  public static ChildJvm startWithDescriptors(int most, Class<?> program, String... flags)
      throws IOException {
    var limited = List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh");
    return start(limited, program, flags);
  }

  /** Starts it through another program, which executes the command that follows. */
  public static ChildJvm startBy(List<String> launcher, Class<?> program, String... flags)
      throws IOException {
    return start(launcher, program, flags);
  }

  private static ChildJvm start(List<String> launcher, Class<?> program, String... flags)
      throws IOException {
    var command = new ArrayList<>(launcher);
    command.addAll(command(program, flags));
    return start(command);
  }

  private static ChildJvm start(List<String> command) throws IOException {
    var errors = Files.createTempFile("gonzo", ".err");
    var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    return new ChildJvm(process, errors);
  }

  /** The command that runs the main method of a test class. */
  public static List<String> command(Class<?> program, String... flags) {
    var all =
        new ArrayList<>(
            List.of(
                "@" + Path.of("..", "jvm.flags").toAbsolutePath(), "-Djdk.trackAllThreads=false"));
    all.addAll(List.of(flags));
    return plainCommand(program, all);
  }

  private static List<String> plainCommand(Class<?> program, List<String> flags) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return command;
  }

  /** Runs the main method of a test class to its end. */
  public static Ended run(Class<?> program, String... flags) throws Exception {
    try (var child = start(program, flags)) {
      return child.awaitEnd();
    }
  }

  /** Runs it with only these flags. */
  public static Ended runPlain(Class<?> program, String... flags) throws Exception {
    try (var child = start(plainCommand(program, List.of(flags)))) {
      return child.awaitEnd();
    }
  }

  /** Reads its output up to an expected line. */
  public void awaitLine(String expected) throws Exception {
    String _ =
        interruptibly(() -> {
          for (String line = out.readLine(); !expected.equals(line); line = out.readLine()) {
            if (line == null) {
              throw new AssertionError(
                  "it ended without printing '" + expected + "': " + Files.readString(errors));
            }
          }
          return expected;
        });
  }

  /** Reads in another thread, because a time limit of JUnit interrupts, and a read goes on. */
  private static String interruptibly(Callable<String> read) throws Exception {
    var result = new FutureTask<>(read);
    Thread.ofPlatform().daemon().name("reads the output of a child JVM").start(result);
    try {
      return result.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof AssertionError missing) {
        throw missing;
      }
      throw failed;
    }
  }

  /** Sends a signal to the process. */
  public void signal(String name) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("no signal " + name);
    }
  }

  /** Waits for its end. Output that was read before is not returned again. */
  public Ended awaitEnd() throws Exception {
    process.getOutputStream().close();
    var rest = interruptibly(out::readAllAsString);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running");
    }
    return new Ended(process.exitValue(), rest, Files.readString(errors));
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(errors);
  }
}
