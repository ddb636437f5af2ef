package dev.gonzo.console;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.BusyException;
import dev.gonzo.ChildJvm;
import dev.gonzo.InTime;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.process.Command;
import dev.gonzo.stream.LimitExceededException;
import dev.gonzo.trap.Redirection;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard inputs of each kind, each in another JVM. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a read ignores interrupts
@Tag("realTime")
class ConsoleTest {
  private static final Duration SOON = Duration.ofMillis(20);

  /** Prints the lines, and that other tasks run while it waits for the first one. */
  static final class Lines {
    public static void main(String[] arguments) throws IOException {
      run(() -> {
        var console = Console.of();
        var ticks = new int[1];
        var ticking =
            spawn(() -> {
              while (true) {
                sleep(Duration.ofMillis(1));
                if (++ticks[0] == 5) {
                  System.out.println("ticks");
                }
              }
            });
        for (String line : console.lines()) {
          System.out.println("line: " + line);
        }
        ticking.cancel();
        System.out.println("end");
      });
    }
  }

  /** Counts lines and characters. */
  static final class Count {
    public static void main(String[] arguments) throws IOException {
      run(() -> {
        long count = 0;
        long letters = 0;
        for (String line : Console.of().lines()) {
          count++;
          letters += line.length();
        }
        System.out.println(count + " lines, " + letters + " letters");
      });
    }
  }

  /** Prints the failure to read. */
  static final class ReadsBadInput {
    public static void main(String[] arguments) {
      run(() -> {
        try {
          String line = Console.of().readLine();
          System.out.println("line: " + line);
        } catch (IOException failure) {
          failure.printStackTrace(System.out);
        }
      });
    }
  }

  private static Process start(Class<?> program, String kernel, ProcessBuilder.Redirect input)
      throws IOException {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    List<String> command =
        ChildJvm.command(program, "-Dgonzo.kernel=" + kernel, "-Dgonzo.watchdog=0");
    return new ProcessBuilder(command).redirectInput(input).redirectErrorStream(true).start();
  }

  private static String output(Class<?> program, String kernel, File input) throws IOException {
    var process = start(program, kernel, ProcessBuilder.Redirect.from(input));
    try (var reader = process.inputReader(UTF_8)) {
      return reader.readAllAsString();
    }
  }

  private static Closeable ending(Process process) {
    return process::destroyForcibly;
  }

  private static void type(Process process, String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  private static void expect(BufferedReader output, String... lines) throws IOException {
    for (String line : lines) {
      assertThat(output.readLine()).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_failure_names_the_standard_input_and_the_line_that_reads(
      String kernel, @TempDir Path directory) throws IOException {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    var command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" <\"$0\"", directory.toString()));
    command.addAll(ChildJvm.command(ReadsBadInput.class, "-Dgonzo.kernel=" + kernel));
    try (var output = new ProcessBuilder(command).start().inputReader(UTF_8)) {
      assertThat(output.readAllAsString())
          .contains("cannot read the standard input")
          .contains("ConsoleTest$ReadsBadInput");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void lines_come_from_a_pipe_as_they_are_written_and_others_run_meanwhile(String kernel)
      throws Exception {
    var process = start(Lines.class, kernel, ProcessBuilder.Redirect.PIPE);
    try (var _ = ending(process);
        var output = process.inputReader(UTF_8)) {
      expect(output, "ticks");
      type(process, "one\nt");
      expect(output, "line: one");
      type(process, "wo\nthree");
      expect(output, "line: two");
      process.getOutputStream().close();
      expect(output, "line: three", "end", null);
      assertThat(process.waitFor()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void all_lines_come_from_a_file_and_none_from_nothing(String kernel, @TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("file");
    Files.writeString(file, "0123456789\n".repeat(100_000) + "the end");
    assertThat(output(Count.class, kernel, file.toFile()))
        .isEqualTo("100001 lines, 1000007 letters\n");
    assertThat(output(Count.class, kernel, new File("/dev/null")))
        .isEqualTo("0 lines, 0 letters\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void lines_come_from_a_terminal_until_its_end_is_typed(String kernel) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script to make a terminal");
    List<String> program =
        ChildJvm.command(Lines.class, "-Dgonzo.kernel=" + kernel, "-Dgonzo.watchdog=0");
    var process =
        new ProcessBuilder("script", "-qec", "'" + String.join("' '", program) + "'", "/dev/null")
            .redirectErrorStream(true)
            .start();
    try (var _ = ending(process);
        var output = process.inputReader(UTF_8)) {
      expect(output, "ticks");
      type(process, "one\n");
      expect(output, "one", "line: one"); // a terminal echoes
      type(process, "two\n");
      expect(output, "two", "line: two");
      type(process, "\u0004");
      assertThat(output.readLine()).endsWith("end"); // it may echo ^D before
      assertThat(process.waitFor()).isZero();
    }
  }

  /** Gives up waiting, lets a child process read the next input, and reads the rest itself. */
  static final class GivesUp {
    public static void main(String[] arguments) throws IOException {
      run(() -> {
        var console = Console.of();
        Optional<String> nothing =
            ignoreAfter(SOON, () -> Optional.ofNullable(console.readLine()))
                .orElse(Optional.empty());
        System.out.println("gave up " + nothing.isEmpty());
        var head = Command.of("head", "-n", "1").withInput(new Redirection.Inherit());
        try (var child = head.start()) {
          System.out.print("the child: " + child.communicate(new byte[0], 100).outputText());
        }
        System.out.println("then: " + console.readLine());
      });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void what_comes_after_a_read_was_given_up_is_there_for_a_child(String kernel) throws Exception {
    var process = start(GivesUp.class, kernel, ProcessBuilder.Redirect.PIPE);
    try (var _ = ending(process);
        var output = process.inputReader(UTF_8)) {
      expect(output, "gave up true");
      type(process, "first\n");
      expect(output, "the child: first");
      type(process, "second\n");
      expect(output, "then: second", null);
    }
  }

  /** Is cancelled in the middle of each line, and prints what it has read nevertheless. */
  static final class Impatient {
    private static boolean hasWaited;

    public static void main(String[] arguments) throws IOException {
      var console = Console.of().withCharset(ISO_8859_1).withLimit(1_000);
      for (int lines = 0; lines < 10; lines += 5) {
        run(() -> {
          for (int line = 0; line < 5; ) {
            line += tell(console);
          }
        });
      }
      run(() -> System.out.println(console.readLine()));
    }

    private static int tell(Console console) throws IOException {
      InTime<Integer> told =
          ignoreAfter(
              Duration.ofMillis(1),
              () -> {
                System.out.println(console.readLine());
                return 1;
              });
      if (told.isEmpty() && !hasWaited) {
        System.out.println("cancelled");
      }
      hasWaited = told.isEmpty();
      return told.orElse(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void reads_that_are_cancelled_lose_nothing_not_even_between_two_runs(String kernel)
      throws Exception {
    var process = start(Impatient.class, kernel, ProcessBuilder.Redirect.PIPE);
    try (var _ = ending(process);
        var output = process.inputReader(UTF_8)) {
      for (int i = 0; i < 10; i++) {
        type(process, "line " + i);
        expect(output, "cancelled");
        process.getOutputStream().write(new byte[] {(byte) 0xe4, '\n'});
        process.getOutputStream().flush();
        expect(output, "line " + i + "\u00e4");
      }
      process.getOutputStream().close();
      expect(output, "null", null);
    }
  }

  /** Reads a line that is too long, while a second task tries to read. */
  static final class Refused {
    public static void main(String[] arguments) throws IOException {
      run(() -> {
        var console = Console.of().withLimit(10);
        var reading = spawn(() -> console.input().read(new byte[4], 0, 4));
        yieldNow();
        yieldNow();
        try {
          Object _ = Console.of().readLine();
        } catch (BusyException busy) {
          System.out.println("busy");
        }
        reading.join();
        try {
          Object _ = console.readLine();
        } catch (LimitExceededException tooLong) {
          System.out.println("too long");
        }
      });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void a_second_reader_and_a_line_beyond_its_limit_are_refused(String kernel) throws Exception {
    var process = start(Refused.class, kernel, ProcessBuilder.Redirect.PIPE);
    try (var _ = ending(process);
        var output = process.inputReader(UTF_8)) {
      expect(output, "busy");
      type(process, "0123456789012345678\n");
      expect(output, "too long", null);
    }
  }

  @Test
  void an_encoding_without_line_feeds_is_refused() {
    assertThatThrownBy(() -> Console.of().withCharset(UTF_16))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
