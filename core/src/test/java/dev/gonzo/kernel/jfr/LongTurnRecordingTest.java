package dev.gonzo.kernel.jfr;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.kernel.jfr.Recorded.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.LogCapture;
import dev.gonzo.kernel.Kernels;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the watchdog and the deadlines notice is in recordings too. */
@Timeout(300)
@Tag("realTime")
class LongTurnRecordingTest {
  private final LogCapture log = new LogCapture();

  @AfterEach
  void close() {
    log.close();
  }

  private static List<RecordedEvent> recorded(AsyncRunnable<Exception> body) throws Exception {
    System.setProperty("gonzo.watchdog", "50");
    try (var recorded = Recorded.of("BusyTurn", "NativeBlock", "OverdueDeadline")) {
      run(Kernels.of("none"), () -> spawn("jfr-long", body).join());
      return recorded.ofTasks("jfr-");
    } finally {
      System.clearProperty("gonzo.watchdog");
    }
  }

  private boolean isReported() {
    return log.messages().stream().anyMatch(message -> message.contains("task jfr-long"));
  }

  @Test
  void a_task_that_computes_is_a_busy_turn_and_its_deadline_is_overdue() throws Exception {
    List<RecordedEvent> events;
    do { // a slow machine may let the deadline pass before it is set, or look idle
      log.records().clear();
      events =
          recorded(() ->
              timeoutAfter(
                  Duration.ofMillis(40),
                  () -> {
                    while (!isReported()) {
                      Thread.onSpinWait();
                    }
                  }));
    } while (named(events, "OverdueDeadline").isEmpty() || named(events, "BusyTurn").isEmpty());
    assertThat(named(events, "BusyTurn"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getString("place")).contains("LongTurnRecordingTest");
          assertThat(event.getDuration("limit")).isEqualTo(Duration.ofMillis(50));
          assertThat(event.getString("kernel")).startsWith("none-");
        });
    assertThat(named(events, "OverdueDeadline"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getBoolean("missed")).isTrue();
          assertThat(event.getDuration("late")).isPositive();
          assertThat(event.getString("reason")).contains("PT0.04S");
          assertThat(event.getString("place")).contains("LongTurnRecordingTest");
        });
  }

  @Test
  void a_task_that_blocks_in_the_system_is_a_native_block(@TempDir Path directory)
      throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    List<RecordedEvent> events;
    do { // a slow machine may be so slow in opening the pipe that this is what is reported
      log.records().clear();
      var writer =
          Thread.ofPlatform()
              .start(() -> {
                try (var out = new FileOutputStream(pipe.toFile())) {
                  while (!isReported()) {
                    Thread.onSpinWait();
                  }
                  out.write(1);
                } catch (IOException failure) {
                  throw new UncheckedIOException(failure);
                }
              });
      events =
          recorded(() -> {
            try (var in = new FileInputStream(pipe.toFile())) {
              assertThat(in.read()).isEqualTo(1);
            }
          });
      writer.join();
    } while (named(events, "NativeBlock").isEmpty());
    assertThat(named(events, "NativeBlock"))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("place")).contains("LongTurnRecordingTest"));
  }
}
