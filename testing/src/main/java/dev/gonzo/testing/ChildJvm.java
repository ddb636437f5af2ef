package dev.gonzo.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program in another JVM, for tests of what a JVM does only once: end, or receive a signal. It
 * has the class path of this JVM, and those of its flags that decide what Gonzo can do.
 *
 * <pre>{@code
 * try (var child = ChildJvm.start(Server.class)) {
 *   child.awaitLine("listening");
 *   child.signal("TERM");
 *   assertThat(child.awaitEnd().status()).isEqualTo(143);
 * }
 * }</pre>
 *
 * <p>Not async: the methods block. In a task, call them in {@code runInThread}.
 */
public final class ChildJvm implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Beginnings of the flags that a child takes over. */
  private static final List<String> TAKEN_OVER =
      List.of("--add-opens", "--add-exports", "--enable-native-access", "-Dgonzo.", "-Djdk.");

  private final Process process;
  private final Path errors;
  private final BufferedReader out;
  private Duration limit = LIMIT;

  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param out what it wrote to its standard output, without the lines that were read before
   * @param err what it wrote to its standard error
   */
  public record Ended(int status, String out, String err) {}

  private ChildJvm(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts the main method of a class.
   *
   * @param program the class, on the class path of this JVM
   * @param flags more flags for the JVM
   * @return the running program; close it
   * @throws IOException if it cannot be started
   */
  public static ChildJvm start(Class<?> program, String... flags) throws IOException {
    var all = new ArrayList<>(flagsOfThisJvm());
    all.addAll(List.of(flags));
    return start(command(program, all));
  }

  /**
   * Starts the main method of a class without any flag of this JVM.
   *
   * @param program the class, on the class path of this JVM
   * @param flags the flags for the JVM
   * @return the running program; close it
   * @throws IOException if it cannot be started
   */
  public static ChildJvm startPlain(Class<?> program, String... flags) throws IOException {
    return start(command(program, List.of(flags)));
  }

  private static ChildJvm start(List<String> command) throws IOException {
    Path errors = Files.createTempFile("gonzo", ".err");
    try {
      return new ChildJvm(
          new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    } catch (IOException refused) {
      Files.delete(errors);
      throw refused;
    }
  }

  private static List<String> flagsOfThisJvm() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> TAKEN_OVER.stream().anyMatch(flag::startsWith))
        .toList();
  }

  private static List<String> command(Class<?> program, List<String> flags) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // it starts sooner
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return command;
  }

  /**
   * Runs the main method of a class to its end.
   *
   * @param program the class, on the class path of this JVM
   * @param flags more flags for the JVM
   * @return how it ended
   * @throws IOException if it cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static Ended run(Class<?> program, String... flags)
      throws IOException, InterruptedException {
    try (var child = start(program, flags)) {
      return child.awaitEnd();
    }
  }

  /** {@return the number of its process} */
  public long id() {
    return process.pid();
  }

  /**
   * Reads its standard output up to a line, for two minutes at most.
   *
   * @param expected the whole line
   * @throws AssertionError if it ends without that line, or the line does not come in time; the
   *     message shows its standard error
   * @throws IOException if its output cannot be read
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void awaitLine(String expected) throws IOException, InterruptedException {
    read(
        () -> {
          for (String line = out.readLine(); !expected.equals(line); line = out.readLine()) {
            if (line == null) {
              throw new AssertionError(
                  "it ended without printing '" + expected + "': " + Files.readString(errors));
            }
          }
          return expected;
        },
        "has not printed '" + expected + "'");
  }

  /** Reads in another thread, because a read can be neither interrupted nor limited. */
  private String read(Callable<String> reading, String ifLate)
      throws IOException, InterruptedException {
    var result = new FutureTask<>(reading);
    Thread.ofPlatform().daemon().name("reads the output of a child JVM").start(result);
    try {
      return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(
          "it %s after %d s; its standard error: %s"
              .formatted(ifLate, limit.toSeconds(), Files.readString(errors)),
          late);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException unreadable -> throw unreadable;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }

  /**
   * Sends it a signal, by the system's program {@code kill}.
   *
   * @param name the name of the signal without SIG, such as TERM
   * @throws AssertionError if there is no such signal, or the program has ended
   * @throws IOException if there is no program {@code kill}
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void signal(String name) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(id())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("the signal " + name + " could not be sent");
    }
  }

  /** Waits for at most this long from now on, for a test of what happens then. */
  void limit(Duration limit) {
    this.limit = limit;
  }

  /**
   * Closes its standard input and waits for its end, for two minutes at most.
   *
   * @return how it ended
   * @throws AssertionError if it is still running; {@link #close} ends it
   * @throws IOException if its output cannot be read
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Ended awaitEnd() throws IOException, InterruptedException {
    process.getOutputStream().close();
    String rest =
        read(
            () -> {
              String all = out.readAllAsString();
              int _ = process.waitFor();
              return all;
            },
            "still runs");
    return new Ended(process.exitValue(), rest, Files.readString(errors));
  }

  /** Ends the program by force if it still runs. Closing twice is harmless. */
  @Override
  public void close() throws IOException {
    Process _ = process.destroyForcibly();
    Files.deleteIfExists(errors);
  }
}
