package dev.gonzo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * If the system refuses a thread, only the operation that needed it fails. Needs root: the limit
 * counts all threads of a user, so the programs run as another user, who has no other threads.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
class ThreadsAreRefusedTest {
  private static final int MOST_THREADS = 150;

  private static List<String> limited() throws Exception {
    var user =
        List.of(
            "setpriv",
            "--reuid=" + (50_000 + ProcessHandle.current().pid() % 10_000),
            "--clear-groups",
            "--");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path").split(":", -1)[0];
    for (var check : List.of(List.of("test", "-x", java), List.of("test", "-r", classes))) {
      var command = new ArrayList<>(user);
      command.addAll(check);
      int status;
      try {
        status = new ProcessBuilder(command).start().waitFor();
      } catch (IOException missing) {
        status = -1;
      }
      assumeTrue(status == 0, "another user cannot be limited here, or cannot run " + java);
    }
    var launcher = new ArrayList<>(List.of("prlimit", "--nproc=" + MOST_THREADS));
    launcher.addAll(user);
    return launcher;
  }

  private static ChildJvm.Ended ended(Class<?> program, String kernel, String carrier)
      throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    try (var child =
        ChildJvm.startBy(
            limited(),
            program,
            "-Xlog:os+thread=off", // else the JVM logs the refusal on standard output
            "-Dgonzo.kernel=" + kernel,
            "-Dgonzo.carrier=" + carrier)) {
      return child.awaitEnd();
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, scheduler", "uring, scheduler", "nio, scheduler", "nio, baton"})
  void a_first_run_that_is_refused_a_thread_does_not_spoil_the_next(String kernel, String carrier)
      throws Exception {
    var ended = ended(ThreadsAreRefused.AtTheFirstRun.class, kernel, carrier);
    assertThat(ended.out()).as(ended.err()).isEqualTo("refused\nran\n");
  }

  @ParameterizedTest
  @CsvSource({"epoll, scheduler", "uring, scheduler", "nio, scheduler", "nio, baton"})
  void work_that_is_refused_a_thread_fails_alone(String kernel, String carrier) throws Exception {
    var ended = ended(ThreadsAreRefused.InTheMiddle.class, kernel, carrier);
    assertThat(ended.out().lines())
        .as(ended.err())
        .contains("thread refused")
        .endsWith("later", "cleaned up");
  }
}
