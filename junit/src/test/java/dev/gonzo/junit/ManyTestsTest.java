package dev.gonzo.junit;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gonzo.Task;
import dev.gonzo.net.Tcp;
import dev.gonzo.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests in parallel, and very many of them. */
@Tag("realTime")
@Tag("slow") // on one carrier, except by "./gonzo test-all"
class ManyTestsTest {
  private static final int PARALLEL = 4;
  private static final int MANY = 300;
  private static final CountDownLatch ALL_HERE = new CountDownLatch(PARALLEL);
  private static final Set<Task<?>> MAINS = ConcurrentHashMap.newKeySet();

  private static final Map<String, String> IN_PARALLEL =
      Map.of(
          "junit.jupiter.execution.parallel.enabled",
          "true",
          "junit.jupiter.execution.parallel.config.strategy",
          "fixed",
          "junit.jupiter.execution.parallel.config.fixed.parallelism",
          "" + PARALLEL,
          "junit.jupiter.execution.parallel.config.fixed.max-pool-size",
          "" + PARALLEL);

  /** All of them at the same time. */
  @GonzoTest
  @Execution(ExecutionMode.CONCURRENT)
  static class Meeting {
    @RepeatedTest(value = PARALLEL, name = "{currentRepetition}")
    void together(RepetitionInfo info) throws Exception {
      MAINS.add(Task.current());
      runInThread(() -> {
        ALL_HERE.countDown();
        ALL_HERE.await();
      });
      if (info.getCurrentRepetition() == 2) {
        spawn("left", () -> sleep(ofHours(1)));
      }
      if (info.getCurrentRepetition() == 3) {
        spawn(
            "feed",
            () -> {
              throw new IllegalStateException("no feed");
            });
      }
    }
  }

  @Test
  void parallel_tests_have_kernels_and_faults_of_their_own() {
    try (var _ = LogCapture.open()) {
      var results = Results.with(IN_PARALLEL, Meeting.class);
      assertThat(MAINS).hasSize(PARALLEL);
      assertThat(results.passed()).containsExactlyInAnyOrder("1", "4");
      assertThat(results.failure("2")).hasMessageContaining("task left");
      assertThat(results.failure("3")).hasMessageContaining("task feed failed");
    }
  }

  /** Dynamic tests share a kernel: one at a time. */
  @GonzoTest(virtualTime = true)
  @Execution(ExecutionMode.CONCURRENT)
  static class OneFactory {
    private boolean inside;

    @TestFactory
    Stream<DynamicTest> each() {
      return IntStream.range(0, 50)
          .mapToObj(number ->
              dynamicTest(
                  "dynamic " + number,
                  () -> {
                    assertThat(inside).isFalse();
                    inside = true;
                    sleep(ofMinutes(1));
                    inside = false;
                  }));
    }
  }

  @Test
  void parallel_dynamic_tests_take_turns() {
    assertThat(Results.with(IN_PARALLEL, OneFactory.class).passed()).hasSize(50);
  }

  /** With a kernel, a socket, a thread and tasks each. */
  @GonzoTest
  static class Hundreds {
    @RepeatedTest(MANY)
    void one() throws Exception {
      try (var listener = Tcp.listen("127.0.0.1", 0)) {
        Task<?> accepting = spawn(() -> listener.accept());
        accepting.cancel();
      }
      runInThread(() -> {});
    }
  }

  @Test
  void hundreds_of_tests_leave_no_thread_and_no_descriptor() throws IOException {
    Results.of(Hundreds.class); // whatever is opened once
    long threads = threads();
    long descriptors = descriptors();
    assertThat(Results.of(Hundreds.class).passed()).hasSize(MANY);
    assertThat(threads()).isLessThanOrEqualTo(threads + 5);
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 20);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("gonzo-"))
        .count();
  }

  private static long descriptors() throws IOException {
    Path place = Path.of("/proc/self/fd");
    if (!Files.isDirectory(place)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.count();
    }
  }
}
