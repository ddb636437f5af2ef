package dev.gonzo.process;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real programs as child processes, as users start them; the duties of kernels are tested in the
 * kit.
 */
@Timeout(300)
@Tag("realTime")
class StartedCommandsTest {
  private static final int LIMIT = 1 << 24;
  private static final byte[] NOTHING = new byte[0];
  private static final Duration SOON = Duration.ofMillis(50);

  private static void on(String kernel, AsyncRunnable<?> body) {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    run(
        Kernels.of(kernel),
        () -> {
          try {
            body.run();
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
        });
  }

  private static boolean isThere(long id) {
    return Files.exists(Path.of("/proc/" + id)); // a zombie exists too
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void both_pipes_may_be_filled_beyond_what_they_hold(String kernel) {
    var bytes = "a line of text\n".repeat(200_000).getBytes(UTF_8);
    on(
        kernel,
        () -> {
          try (var tee = Command.of("tee", "/dev/stderr").start()) {
            ProcessOutput captured = tee.communicate(bytes, LIMIT);
            assertThat(captured.status()).isEqualTo(new ExitStatus.Exited(0));
            assertThat(captured.output()).isEqualTo(bytes);
            assertThat(captured.error()).isEqualTo(bytes);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void an_input_that_is_not_read_to_its_end_is_no_error(String kernel) {
    on(
        kernel,
        () -> {
          try (var head = Command.of("head", "-c", "3").start()) {
            assertThat(head.communicate("abcdef".repeat(100_000).getBytes(UTF_8), 10).outputText())
                .isEqualTo("abc");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void more_than_the_limit_is_refused_and_close_ends_the_process(String kernel) {
    on(
        kernel,
        () -> {
          RunningProcess yes = Command.of("yes").start();
          try (yes) {
            assertThatThrownBy(() -> yes.communicate(NOTHING, 1_000_000))
                .isInstanceOf(OutputTooLargeException.class);
          }
          assertThat(isThere(yes.id())).isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void the_end_is_told_as_it_was(String kernel) {
    on(
        kernel,
        () -> {
          try (var seven = Command.of("sh", "-c", "exit 7").start()) {
            assertThat(seven.await()).isEqualTo(new ExitStatus.Exited(7));
            assertThat(seven.await()).isEqualTo(new ExitStatus.Exited(7));
            assertThat(seven.terminate()).isFalse();
          }
          try (var killed = Command.of("sleep", "100").start()) {
            assertThat(killed.kill()).isTrue();
            assertThat(killed.await()).isEqualTo(new ExitStatus.Signalled(9));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void a_process_that_does_not_listen_is_killed_after_its_grace(String kernel) {
    on(
        kernel,
        () -> {
          var deaf = Command.of("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done");
          try (var process = deaf.withGrace(SOON).start()) {
            process.output().read(new byte[10], 0, 10);
            assertThat(process.awaitOrStop(SOON)).isEqualTo(new ExitStatus.Signalled(9));
          }
          try (var process = Command.of("sleep", "100").start()) {
            assertThat(process.awaitOrStop(SOON)).isEqualTo(new ExitStatus.Signalled(15));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void a_timeout_leaves_no_process_and_no_descriptor(String kernel) {
    on(
        kernel,
        () -> {
          var ids = new long[1];
          assertThatThrownBy(() ->
                  timeoutAfter(
                      SOON,
                      () -> {
                        try (var sleep = Command.of("sleep", "100").start()) {
                          ids[0] = sleep.id();
                          sleep.communicate(NOTHING, LIMIT);
                        }
                      }))
              .isInstanceOf(DeadlineExceededException.class);
          assertThat(isThere(ids[0])).isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void directory_environment_and_files_are_what_was_said(String kernel, @TempDir Path directory)
      throws Exception {
    Path log = directory.resolve("log");
    Files.writeString(log, "before\n");
    on(
        kernel,
        () -> {
          var command =
              Command.of("sh", "-c", "pwd; echo $COLOUR; echo wrong >&2")
                  .withDirectory(directory)
                  .withEnvironment("COLOUR", "red")
                  .withInput(new Redirection.Nothing())
                  .withOutput(new Redirection.ToFile(log, true))
                  .withError(new Redirection.WithOutput());
          try (var process = command.start()) {
            assertThat(process.await().isSuccess()).isTrue();
            assertThatThrownBy(process::output).isInstanceOf(IllegalStateException.class);
          }
        });
    assertThat(log).content().isEqualTo("before\n" + directory.toRealPath() + "\nred\nwrong\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void what_was_left_open_ends_with_the_kernel(String kernel) {
    var id = new long[1];
    on(kernel, () -> id[0] = Command.of("sleep", "100").start().id());
    ProcessHandle.of(id[0])
        .ifPresent(sleep -> assertThat(sleep.onExit()).succeedsWithin(SOON.multipliedBy(40)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void programs_in_a_row_read_what_the_one_before_writes(String kernel) {
    var pipeline =
        Command.of("sort").pipeTo(Command.of("sh", "-c", "uniq; exit 3")).pipeTo(Command.of("wc"));
    on(
        kernel,
        () -> {
          try (var running = pipeline.start()) {
            var captured = running.communicate("b\na\nb\n".getBytes(UTF_8), 100);
            assertThat(captured.outputText().strip()).matches("2 +2 +4");
            assertThat(captured.errorText(1)).isEmpty();
            assertThat(captured.status().isSuccess()).isFalse();
            assertThat(captured.status().decisive()).isEqualTo(new ExitStatus.Exited(3));
          }
          try (var running = Command.of("yes").pipeTo(Command.of("sleep", "100")).start()) {
            assertThat(running.awaitOrStop(SOON).isSuccess()).isFalse();
          }
          var broken = Command.of("yes").pipeTo(Command.of("no-such-program"));
          assertThatThrownBy(broken::start).isInstanceOf(IOException.class);
        });
    assertThat(pipeline).hasToString("sort | sh -c uniq; exit 3 | wc");
  }

  @Test
  void what_cannot_be_is_refused_when_it_is_said() {
    var cat = Command.of("cat");
    var file = new Redirection.ToFile(Path.of("x"), false);
    assertThatThrownBy(() -> cat.withInput(file)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cat.withOutput(new Redirection.WithOutput()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cat.withError(new Redirection.FromFile(Path.of("x"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cat.withOutput(file).pipeTo(cat))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cat.pipeTo(cat.withInput(new Redirection.Nothing())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Command.of("a\0b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cat.withEnvironment("A=B", "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_jdk_has_no_groups_and_few_signals() {
    on(
        "nio",
        () -> {
          assertThatThrownBy(() -> Command.of("cat").withProcessGroup().start())
              .isInstanceOf(UnsupportedOperationException.class);
          try (var cat = Command.of("cat").start()) {
            assertThatThrownBy(() -> cat.signal(10))
                .isInstanceOf(UnsupportedOperationException.class);
          }
        });
  }
}
