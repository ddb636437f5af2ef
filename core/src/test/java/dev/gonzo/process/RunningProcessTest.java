package dev.gonzo.process;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real programs as children. */
@Timeout(30)
class RunningProcessTest {
  private static final int LIMIT = 1 << 24;
  private static final byte[] NOTHING = new byte[0];
  private static final Duration SOON = Duration.ofMillis(50);

  private static void on(String kernel, AsyncRunnable<?> body) {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    run(
        Kernels.open(kernel),
        () -> {
          try {
            body.run();
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
        });
  }

  private static List<String> openDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.map(
              descriptor -> {
                try {
                  return Files.readSymbolicLink(descriptor).toString();
                } catch (IOException gone) {
                  return "";
                }
              })
          .filter(name -> name.startsWith("pipe:") || name.contains("pidfd"))
          .toList();
    }
  }

  private static boolean isThere(long id) {
    return Files.exists(Path.of("/proc/" + id)); // a zombie is, too
  }

  private static boolean isAlive(long id) {
    try {
      return !Files.readString(Path.of("/proc/" + id + "/stat")).contains(") Z");
    } catch (IOException gone) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void both_pipes_may_be_filled_beyond_what_they_hold(String kernel) {
    var bytes = "a line of text\n".repeat(200_000).getBytes(UTF_8);
    on(
        kernel,
        () -> {
          try (var tee = Command.of("tee", "/dev/stderr").start()) {
            Captured captured = tee.communicate(bytes, LIMIT);
            assertThat(captured.status()).isEqualTo(new ExitStatus.Exited(0));
            assertThat(captured.output()).isEqualTo(bytes);
            assertThat(captured.error()).isEqualTo(bytes);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
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
  @ValueSource(strings = {"epoll", "uring"})
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
  @ValueSource(strings = {"epoll", "uring"})
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
  @ValueSource(strings = {"epoll", "uring"})
  void a_process_that_does_not_listen_is_killed_after_its_grace(String kernel) {
    on(
        kernel,
        () -> {
          var deaf = Command.of("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done");
          try (var process = deaf.grace(SOON).start()) {
            process.output().read(new byte[10], 0, 10);
            assertThat(process.awaitOrStop(SOON)).isEqualTo(new ExitStatus.Signalled(9));
          }
          try (var process = Command.of("sleep", "100").start()) {
            assertThat(process.awaitOrStop(SOON)).isEqualTo(new ExitStatus.Signalled(15));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_timeout_leaves_no_process_and_no_descriptor(String kernel) {
    on(
        kernel,
        () -> {
          var before = openDescriptors();
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
          assertThat(openDescriptors()).isEqualTo(before);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_grandchild_that_holds_the_pipes_does_not_hold_up_the_wait(String kernel) {
    on(
        kernel,
        () -> {
          var parent = Command.of("sh", "-c", "sleep 2 & exit 3");
          try (var process = parent.start()) {
            assertThat(timeoutAfter(Duration.ofSeconds(1), process::await))
                .isEqualTo(new ExitStatus.Exited(3));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_group_is_ended_with_its_leader(String kernel) {
    on(
        kernel,
        () -> {
          var family = Command.of("sh", "-c", "sleep 100 & echo $!; wait").processGroup();
          var child = new long[1];
          try (var process = family.start()) {
            var line = new byte[20];
            int count = process.output().read(line, 0, line.length);
            child[0] = Long.parseLong(new String(line, 0, count, UTF_8).strip());
            assertThat(ProcessHandle.of(child[0])).isPresent();
          }
          // Whoever adopted it looks when it likes; until then it is a zombie.
          timeoutAfter(
              Duration.ofSeconds(10),
              () -> {
                while (isAlive(child[0])) {
                  sleep(Duration.ofMillis(5));
                }
              });
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void several_tasks_wait_and_a_cancelled_one_takes_nothing_from_the_others(String kernel) {
    on(
        kernel,
        () -> {
          try (var cat = Command.of("cat").start()) {
            var first = spawn(cat::await);
            var second = spawn(cat::await);
            yieldNow();
            first.cancel();
            cat.input().close();
            assertThat(second.join()).isEqualTo(new ExitStatus.Exited(0));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void directory_environment_and_files_are_what_was_said(String kernel, @TempDir Path directory)
      throws Exception {
    Path log = directory.resolve("log");
    Files.writeString(log, "before\n");
    on(
        kernel,
        () -> {
          var command =
              Command.of("sh", "-c", "pwd; echo $COLOUR; echo wrong >&2")
                  .directory(directory)
                  .environment("COLOUR", "red")
                  .input(new Redirection.Nothing())
                  .output(new Redirection.ToFile(log, true))
                  .error(new Redirection.WithOutput());
          try (var process = command.start()) {
            assertThat(process.await().isSuccess()).isTrue();
            assertThatThrownBy(process::output).isInstanceOf(IllegalStateException.class);
          }
        });
    assertThat(log).content().isEqualTo("before\n" + directory.toRealPath() + "\nred\nwrong\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_child_has_its_three_descriptors_and_no_blocked_signal(String kernel) {
    on(
        kernel,
        () -> {
          try (var other = Command.of("cat").start();
              var list =
                  Command.of("sh", "-c", "ls /proc/$$/fd; exec grep SigBlk /proc/self/status")
                      .start()) {
            assertThat(other.id()).isNotEqualTo(list.id());
            assertThat(list.communicate(NOTHING, 1000).outputText().split("\\s+"))
                .containsExactly("0", "1", "2", "SigBlk:", "0000000000000000");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_program_that_is_not_there_is_told_and_leaves_nothing(String kernel) {
    on(
        kernel,
        () -> {
          var before = openDescriptors();
          assertThatThrownBy(() -> Command.of("no-such-program").start())
              .isInstanceOf(IOException.class)
              .hasMessageContaining("cannot start no-such-program")
              .hasMessageContaining("ENOENT");
          assertThat(openDescriptors()).isEqualTo(before);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void short_processes_in_a_row_leak_nothing(String kernel) {
    on(
        kernel,
        () -> {
          var before = openDescriptors();
          for (int i = 0; i < 200; i++) {
            try (var process = Command.of("true").start()) {
              assertThat(process.await().isSuccess()).isTrue();
            }
          }
          assertThat(openDescriptors()).isEqualTo(before);
          assertThat(ProcessHandle.current().children()).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void what_was_left_open_ends_with_the_kernel(String kernel) {
    var id = new long[1];
    on(kernel, () -> id[0] = Command.of("sleep", "100").start().id());
    ProcessHandle.of(id[0])
        .ifPresent(sleep -> assertThat(sleep.onExit()).succeedsWithin(SOON.multipliedBy(40)));
  }

  @Test
  void a_kernel_without_processes_says_so() {
    assertThatThrownBy(() -> run(Kernels.open("nio"), () -> Command.of("true").start()))
        .isInstanceOf(UnsupportedTrapException.class);
    assertThat(Kernels.open("nio").supports(Trap.Processes.class)).isFalse();
    assertThat(Kernels.open("epoll").supports(Trap.Processes.class)).isTrue();
  }
}
