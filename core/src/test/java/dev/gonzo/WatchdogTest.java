package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The watchdog names the task that keeps its kernel busy, and keeps silent otherwise. */
@Tag("realTime")
class WatchdogTest {
  private final LogCapture log = new LogCapture();

  private static void withLimit(int millis, AsyncRunnable<Exception> main) throws Exception {
    System.setProperty("gonzo.watchdog", Integer.toString(millis));
    try {
      run(Kernels.open("none"), main);
    } finally {
      System.clearProperty("gonzo.watchdog");
    }
  }

  @AfterEach
  void close() {
    log.close();
  }

  private static void spinFor(Duration duration) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < duration.toNanos()) {
      Thread.onSpinWait();
    }
  }

  /** Keeps the kernel busy until the watchdog has spoken so often. */
  private void spinElsewhere(int count) {
    while (log.messages().size() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void it_names_the_busy_task_with_its_stack_while_it_is_busy() throws Exception {
    withLimit(20, () -> spawn("hog", () -> spinElsewhere(1)).join());
    assertThat(log.messages())
        .singleElement()
        .asString()
        .startsWith("task hog has kept its kernel busy for more than 20 ms")
        .contains("runInThread(...)")
        .contains("    at dev.gonzo.WatchdogTest.spinElsewhere(WatchdogTest.java:");
  }

  @Test
  void it_speaks_once_for_each_place() throws Exception {
    withLimit(
        20,
        () -> {
          spinElsewhere(1);
          yieldNow();
          spinFor(Duration.ofMillis(70));
          yieldNow();
          spinFor(Duration.ofMillis(70));
          yieldNow();
        });
    assertThat(log.messages()).hasSize(2);
    assertThat(log.messages().getFirst()).contains("spinElsewhere");
    assertThat(log.messages().getLast()).contains("spinFor");
  }

  @Test
  void it_keeps_silent_on_a_kernel_that_is_idle() throws Exception {
    withLimit(20, () -> sleep(Duration.ofMillis(100)));
    assertThat(log.messages()).isEmpty();
  }

  @Tag("scheduler")
  @Test
  void it_keeps_silent_on_a_task_in_a_foreign_block() throws Exception {
    withLimit(20, () -> Thread.sleep(100));
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
  void it_names_a_native_block() throws Exception {
    // The wait is on the kernel's own thread: a class initialiser cannot be put aside.
    withLimit(20, () -> assertThat(Blocking.DONE).isTrue());
    assertThat(log.messages()).singleElement().asString().contains("Blocking.<clinit>");
  }

  private static final class Blocking {
    static final boolean DONE;

    static {
      try {
        Thread.sleep(100);
      } catch (InterruptedException unexpected) {
        throw new AssertionError(unexpected);
      }
      DONE = true;
    }
  }

  @Test
  void a_deadline_that_passed_while_its_own_task_was_busy_is_reported_as_late() throws Exception {
    withLimit(
        20,
        () -> {
          for (int i = 0; i < 2; i++) {
            String result =
                timeoutAfter(
                    Duration.ofMillis(5),
                    () -> {
                      spinFor(Duration.ofMillis(100));
                      return "kept";
                    });
            assertThat(result).isEqualTo("kept");
          }
        });
    assertThat(log.messages().stream().filter(message -> message.startsWith("a deadline")))
        .singleElement()
        .asString()
        .matches(
            "a deadline of task main \\(not done within PT0.005S\\) was missed unnoticed,"
                + " late by (9[5-9]|[1-9]\\d{2,}) ms: .*keeps its result. It is at"
                + " dev.gonzo.WatchdogTest.*");
  }

  @Test
  void a_deadline_that_another_task_made_come_late_is_reported_as_late() throws Exception {
    withLimit(
        20,
        () -> {
          var waiting =
              spawn(
                  "waiting",
                  () ->
                      Gonzo.ignoreAfter(Duration.ofMillis(5), () -> sleep(Duration.ofSeconds(60))));
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
    withLimit(20, () -> timeoutAfter(Duration.ofSeconds(60), () -> spinFor(Duration.ofMillis(60))));
    assertThat(log.messages()).singleElement().asString().contains("kept its kernel busy");
  }

  @Test
  void it_can_be_turned_off() throws Exception {
    withLimit(
        0,
        () -> {
          assertThat(Threads.alive("gonzo-kernel-")).isEqualTo(1);
          spinFor(Duration.ofMillis(50));
        });
    assertThat(log.messages()).isEmpty();
  }
}
