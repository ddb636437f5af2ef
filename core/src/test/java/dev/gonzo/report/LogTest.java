package dev.gonzo.report;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Cancelled;
import dev.gonzo.LogCapture;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** If a log handler throws, only the record is lost, and goes to standard error. */
@Timeout(300)
class LogTest {
  /** A log handler whose disk is full; the output on standard error is captured. */
  private static final class FullDisk extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.gonzo");
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Throwable thrown;

    @SuppressWarnings("this-escape") // it is complete by then
    FullDisk(Throwable thrown) {
      this.thrown = thrown;
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
      System.setErr(new PrintStream(printed, true, UTF_8));
    }

    String printed() {
      return printed.toString(UTF_8);
    }

    @Override
    public void publish(LogRecord entry) {
      FullDisk.<RuntimeException>sneaky(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneaky(Throwable thrown) throws X {
      throw (X) thrown;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      System.setErr(before);
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }

  static Stream<Throwable> whatAHandlerThrows() {
    return Stream.of(
        new IllegalStateException("no space left on device"),
        new OutOfMemoryError("Java heap space"),
        new StackOverflowError(),
        new Unreadable());
  }

  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new IllegalStateException("no string");
    }
  }

  @ParameterizedTest
  @MethodSource("whatAHandlerThrows")
  void the_kernel_goes_on_and_the_report_is_on_standard_error(Throwable thrown) {
    try (var disk = new FullDisk(thrown)) {
      run(
          Kernels.of("none", new VirtualClock()),
          () -> {
            spawnDaemon(
                "daemon",
                () -> {
                  throw new IOException("of a daemon");
                });
            Task<?> swallows = spawn("swallows", () -> swallow());
            Task<?> _ =
                spawn(
                    "fails",
                    () -> {
                      throw new IOException("of a task");
                    });
            yieldNow();
            swallows.cancel();
            sleep(ofMillis(30));
          });
      assertThat(disk.printed())
          .contains("the daemon daemon failed", "of a daemon")
          .contains("a cancellation was swallowed")
          .contains("task fails failed, and was never joined", "of a task")
          .contains("the logging system failed: " + thrown.getClass().getName());
    }
  }

  private static void swallow() {
    try {
      sleep(ofDays(1));
    } catch (Cancelled swallowed) {
      // This is reported.
    }
  }

  @Test
  void a_standard_error_that_throws_too_changes_nothing() {
    PrintStream before = System.err;
    try (var _ = new FullDisk(new IllegalStateException("full"))) {
      System.setErr(
          new PrintStream(new ByteArrayOutputStream(), true, UTF_8) {
            @Override
            public void println(String text) {
              throw new IllegalStateException("closed");
            }
          });
      Log.warn("the handler fails", new IOException("x"));
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void the_text_of_what_cannot_be_read_names_its_class_and_its_frames() {
    var unreadable = new Unreadable();
    assertThat(Text.of(unreadable))
        .isEqualTo(
            Unreadable.class.getName()
                + " (its text cannot be read: java.lang.IllegalStateException)");
    assertThat(Text.stackTraceOf(unreadable)).contains("at " + LogTest.class.getName());
    assertThat(Text.of(null)).isEqualTo("null");
    assertThat(Text.messageOf(new IOException("x"))).isEqualTo("x");
    assertThat(Text.messageOf(new NoMessage())).contains("its text cannot be read");
  }

  @Test
  void a_failure_that_cannot_be_read_ends_its_group_and_is_the_cause_where_it_is_joined() {
    var unreadable = new Unreadable();
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          Task<?> task =
              spawn(() -> {
                throw unreadable;
              });
          assertThat(catchThrowable(task::join)).isInstanceOf(TaskFailedException.class);
          try (var group = TaskGroup.<Void>open()) {
            group.spawn(() -> {
              throw unreadable;
            });
            Throwable thrown = catchThrowable(group::join);
            assertThat(thrown).isInstanceOf(TaskFailedException.class);
            assertThat(thrown.getCause() == unreadable).isTrue();
          }
        });
  }

  private static final class NoMessage extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @Test
  @Tag("realTime")
  void what_some_code_reports_can_be_discarded() {
    Thread here = Thread.currentThread();
    try (var log = new LogCapture()) {
      Log.discard(() -> Thread.currentThread() == here);
      try {
        Log.warn("of no use");
      } finally {
        Log.discard(null);
      }
      Log.warn("of use");
      assertThat(log.messages()).contains("of use").doesNotContain("of no use");
    }
  }
}
