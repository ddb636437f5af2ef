package dev.gonzo.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.ChildJvm;
import dev.gonzo.kernel.Kernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an echo costs, in counts that do not depend on how quick the machine is. */
@Tag("realTime")
class CostPerMessageTest {
  private static final int ROUNDS = 100;

  /** Enough messages that the allocation of the tasks themselves is negligible. */
  private static final int MANY_ROUNDS = 300;

  private static Map<String, Long> numbers(String out) {
    var numbers = new HashMap<String, Long>();
    out.lines()
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          numbers.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
        });
    return numbers;
  }

  /** The summary of strace: share, seconds, microseconds a call, calls, errors, name. */
  private static Map<String, Long> calls(Path summary) throws Exception {
    var calls = new HashMap<String, Long>();
    for (String line : Files.readAllLines(summary)) {
      String[] columns = line.strip().split(" +");
      if (columns.length >= 5 && columns[3].matches("\\d+")) {
        calls.merge(columns[columns.length - 1], Long.valueOf(columns[3]), Long::sum);
      }
    }
    return calls;
  }

  @ParameterizedTest
  @CsvSource({
    // kernel, receives, sends, waits for events: the most for each message
    "epoll, 1.03, 1.01, 0.05",
    "uring, 0.02, 0.02, 0.12",
  })
  void a_message_makes_no_more_system_calls_than_these(
      String kernel, double receives, double sends, double waits, @TempDir Path directory)
      throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    Path summary = directory.resolve("calls");
    var strace =
        List.of(
            "strace",
            "-f",
            "--seccomp-bpf",
            "-c",
            "-o",
            summary.toString(),
            "-e",
            "trace=recvfrom,sendto,epoll_pwait,epoll_pwait2,io_uring_enter");
    try (var child =
        ChildJvm.startBy(
            strace, EchoInOneKernel.class, "-Dgonzo.kernel=" + kernel, "-Drounds=" + ROUNDS)) {
      var ended = child.awaitEnd();
      assertThat(ended.status()).as(ended.err()).isZero();
      double messages = numbers(ended.out()).get("messages");
      var calls = calls(summary);
      assertThat(calls.getOrDefault("recvfrom", 0L) / messages)
          .as("receives, of %s", calls)
          .isLessThanOrEqualTo(receives);
      assertThat(calls.getOrDefault("sendto", 0L) / messages)
          .as("sends, of %s", calls)
          .isLessThanOrEqualTo(sends);
      long entries =
          calls.getOrDefault("epoll_pwait", 0L)
              + calls.getOrDefault("epoll_pwait2", 0L)
              + calls.getOrDefault("io_uring_enter", 0L);
      assertThat(entries / messages).as("waits, of %s", calls).isLessThanOrEqualTo(waits);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void an_echo_takes_one_turn_and_allocates_little(String kernel) throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    try (var child =
        ChildJvm.start(
            EchoInOneKernel.class,
            // Only the better compiler removes what does not escape. The program waits for it,
            // since
            // it would come late on a busy machine.
            "-XX:TieredStopAtLevel=4",
            "-Xbatch",
            "-Dgonzo.kernel=" + kernel,
            "-Dallocation=true",
            "-Drounds=" + MANY_ROUNDS)) {
      var ended = child.awaitEnd();
      assertThat(ended.status()).as(ended.err()).isZero();
      var numbers = numbers(ended.out());
      assertThat(numbers.get("bytes per turn")).as("bytes per turn").isZero();
      assertThat(numbers.get("bytes per message"))
          .as("bytes per message")
          .isLessThanOrEqualTo(Budget.BYTES_PER_MESSAGE);
      assertThat(2.0 * numbers.get("server turns") / numbers.get("messages"))
          .as("turns of the server for each echo")
          .isLessThanOrEqualTo(1.05);
    }
  }
}
