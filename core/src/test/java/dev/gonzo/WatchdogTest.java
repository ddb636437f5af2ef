package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watchdog names a task that keeps its kernel busy, and is silent otherwise. */
@Tag("realTime")
class WatchdogTest {
  private final LogCapture log = new LogCapture();

  private static void withLimit(int millis, AsyncRunnable<Exception> main) throws Exception {
    System.setProperty("gonzo.watchdog", Integer.toString(millis));
    try {
      run(Kernels.of("none"), main);
    } finally {
      System.clearProperty("gonzo.watchdog");
    }
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** Keeps the kernel busy until the watchdog has reported a number of times. */
  private void spinUntil(int count) {
    while (log.messages().size() < count) {
      Thread.onSpinWait();
    }
  }

  /** Keeps the kernel busy for a time, and until the watchdog has noticed it. */
  private void spinFor(Duration duration) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < duration.toNanos() || !isReported("spinFor(")) {
      Thread.onSpinWait();
    }
  }

  private boolean isReported(String place) {
    return log.messages().stream().anyMatch(message -> message.contains(place));
  }

  /** Tries again with another kernel if a slow machine let the deadline pass before it was set. */
  private void untilADeadlineIsReported(AsyncRunnable<Exception> main) throws Exception {
    do {
      log.records().clear();
      withLimit(100, main);
    } while (!isReported("a deadline of task"));
  }

  @Test
  // docs/edges.md: rule 10
  void it_names_the_busy_task_with_its_stack_while_it_is_busy() throws Exception {
    withLimit(20, () -> spawn("hog", () -> spinUntil(1)).join());
    assertThat(log.messages())
        .singleElement()
        .asString()
        .startsWith("task hog has kept its kernel busy for more than 20 ms;")
        .contains("runInThread(...)")
        .contains("    at dev.gonzo.WatchdogTest.spinUntil(WatchdogTest.java:");
  }

  @Test
  void it_speaks_once_for_each_line() throws Exception {
    withLimit(
        20,
        () -> {
          for (int i = 0; i < 2; i++) {
            boolean again = i > 0;
            spinOnce(again); // one line
            yieldNow();
          }
          spinUntil(2); // another one, that calls the same method
          yieldNow();
          spinUntil(3);
        });
    assertThat(log.messages()).hasSize(3);
  }

  /**
   * Busy at the same line for all callers; the second time until a turn was found too long again.
   */
  private void spinOnce(boolean again) {
    long begun = System.nanoTime();
    while (log.messages().isEmpty() || (again && System.nanoTime() - begun < 200_000_000)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void it_keeps_silent_on_a_kernel_that_is_idle() throws Exception {
    withLimit(100, () -> sleep(Duration.ofMillis(500)));
    assertThat(log.messages()).isEmpty();
  }

  @Tag("scheduler")
  @Test
  void it_keeps_silent_on_a_task_in_a_foreign_block() throws Exception {
    withLimit(100, () -> Thread.sleep(500));
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void it_keeps_silent_on_many_short_turns() throws Exception {
    withLimit(
        150,
        () -> {
          long begun = System.nanoTime();
          var other =
              spawn(() -> {
                while (true) {
                  yieldNow();
                }
              });
          while (System.nanoTime() - begun < Duration.ofMillis(500).toNanos()) {
            yieldNow();
          }
          other.cancel();
        });
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void it_names_a_block_in_a_class_initialiser() throws Exception {
    // Waits on the kernel's own thread, because a class initialiser cannot be suspended.
    Blocking.log = log;
    withLimit(100, () -> spoken = Blocking.Initialiser.DONE);
    assertThat(log.messages())
        .singleElement()
        .asString()
        .contains("in a native block")
        .contains("Initialiser.<clinit>");
  }

  private boolean spoken;

  private static final class Blocking {
    static @Nullable LogCapture log;

    private static final class Initialiser {
      static final boolean DONE;

      static {
        while (log.messages().isEmpty()) {
          LockSupport.parkNanos(200_000_000);
        }
        DONE = true;
      }
    }
  }

  @Test
  void it_names_a_read_that_blocks_in_native_code(@TempDir Path directory) throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var writer =
        Thread.ofPlatform()
            .start(() -> {
              try (var out = new FileOutputStream(pipe.toFile())) {
                Threads.await("it is reported", () -> !log.messages().isEmpty());
                out.write(1);
              } catch (IOException failure) {
                throw new UncheckedIOException(failure);
              }
            });
    withLimit(
        100,
        () -> {
          try (var in = new FileInputStream(pipe.toFile())) {
            spoken = in.read() == 1;
          }
        });
    writer.join();
    assertThat(spoken).isTrue();
    assertThat(log.messages())
        .singleElement()
        .asString()
        .contains("in a native block")
        .contains("runInThread(...)")
        .containsPattern("FileInputStream\\.(open|read)");
  }

  @Tag("scheduler") // on the baton, the JVM does not show what its carrier thread waits for
  @Test
  void it_keeps_silent_on_a_kernel_that_is_given_no_processor() throws Exception {
    int loops = loopsOfEightMillis();
    var over = new AtomicBoolean();
    var others = new ArrayList<Thread>();
    for (int i = 0; i < 32 * Runtime.getRuntime().availableProcessors(); i++) {
      others.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!over.get()) {
                  Thread.onSpinWait();
                }
              }));
    }
    try {
      withLimit(
          30,
          () -> {
            int starved = 0;
            while (starved < 5) {
              long begun = System.nanoTime();
              work = work(loops);
              // By the clock, the turn was three times the limit.
              starved += System.nanoTime() - begun > 90_000_000 ? 1 : 0;
              yieldNow();
            }
          });
    } finally {
      over.set(true);
      for (Thread other : others) {
        other.join();
      }
    }
    assertThat(log.messages()).isEmpty();
  }

  // Prevents the loop from being optimised away.
  private volatile long work;

  private static long work(int loops) {
    long hash = 1;
    for (int i = 0; i < loops; i++) {
      hash = hash * 31 + i;
    }
    return hash;
  }

  /** So much work that the scheduler takes the processor away in the middle of it. */
  private int loopsOfEightMillis() {
    int loops = 100_000;
    for (int i = 0; i < 100; i++) {
      work = work(loops); // compiles it
    }
    while (quickest(loops) < 8_000_000) {
      loops += loops / 4;
    }
    return loops;
  }

  private long quickest(int loops) {
    long quickest = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long begun = System.nanoTime();
      work = work(loops);
      quickest = Math.min(quickest, System.nanoTime() - begun);
    }
    return quickest;
  }

  @Test
  // docs/edges.md: C7
  void a_deadline_that_passed_while_its_own_task_was_busy_is_reported_as_late() throws Exception {
    untilADeadlineIsReported(() -> {
      for (int i = 0; i < 2; i++) {
        yieldNow(); // in a turn that has not been reported yet
        String result =
            timeoutAfter(
                Duration.ofMillis(50),
                () -> {
                  spinFor(Duration.ofMillis(250));
                  return "kept";
                });
        assertThat(result).isEqualTo("kept");
      }
    });
    assertThat(log.messages().stream().filter(message -> message.startsWith("a deadline")))
        .singleElement()
        .asString()
        .matches(
            "a deadline of task main \\(not done within PT0.05S\\) was missed unnoticed,"
                + " late by (19\\d|[2-9]\\d\\d|\\d{4,}) ms: .*keeps its result. It is at"
                + " dev.gonzo.WatchdogTest.*");
  }

  @Test
  // docs/edges.md: rule 10, C16
  void a_deadline_that_another_task_made_come_late_is_reported_as_late() throws Exception {
    untilADeadlineIsReported(() -> {
      var waiting =
          spawn(
              "waiting",
              () -> Gonzo.ignoreAfter(Duration.ofMillis(5), () -> sleep(Duration.ofSeconds(60))));
      yieldNow();
      spinFor(Duration.ofMillis(100));
      assertThat(waiting.join()).isFalse();
    });
    assertThat(log.messages().stream().filter(message -> message.startsWith("a deadline")))
        .singleElement()
        .asString()
        .matches(
            "a deadline of task waiting .* came, late by (9\\d|[1-9]\\d{2,}) ms:"
                + " the kernel was kept busy meanwhile.*");
  }

  @Test
  void a_deadline_that_was_kept_is_not_reported() throws Exception {
    withLimit(20, () -> timeoutAfter(Duration.ofSeconds(60), () -> spinUntil(1)));
    assertThat(log.messages()).singleElement().asString().contains("kept its kernel busy");
  }

  @Test
  void it_can_be_turned_off() throws Exception {
    withLimit(
        0,
        () -> {
          assertThat(Threads.alive("gonzo-kernel-")).isEqualTo(1);
          long begun = System.nanoTime();
          while (System.nanoTime() - begun < 50_000_000) {
            Thread.onSpinWait();
          }
        });
    assertThat(log.messages()).isEmpty();
  }
}
