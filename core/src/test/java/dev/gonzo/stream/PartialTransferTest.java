package dev.gonzo.stream;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.VirtualTime.inVirtualTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.file.AsyncFile;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The exception that reaches the program carries the number of bytes transferred. */
class PartialTransferTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Takes five bytes, and then no more. */
  private static void write() throws IOException {
    new ByteSink() {
      private int taken;

      @Override
      public int write(byte[] bytes, int offset, int length) {
        if (taken == 5) {
          sleep(Duration.ofDays(1));
        }
        taken = 5;
        return 5;
      }

      @Override
      public void close() {}
    }.writeAll(new byte[100], 0, 100);
  }

  @Test
  void closing_again_after_a_flush_that_failed_is_harmless() throws Exception {
    var closed = new int[1];
    var output =
        Output.of(
            new ByteSink() {
              @Override
              public int write(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("gone");
              }

              @Override
              public void close() {
                closed[0]++;
              }
            });
    inVirtualTime(() -> {
      output.writeString("abc");
      assertThat(catchThrowable(output::close)).hasMessage("gone");
      output.close();
    });
    assertThat(closed[0]).isEqualTo(1);
  }

  private static void assertFive(Throwable thrown) {
    assertThat(PartialTransferException.bytes(thrown)).as("%s", thrown).hasValue(5);
  }

  @Test
  void the_exception_of_a_deadline_says_it() throws Exception {
    inVirtualTime(() -> {
      Throwable late = catchThrowable(() -> timeoutAfter(SECOND, PartialTransferTest::write));
      assertThat(late).isInstanceOf(DeadlineExceededException.class);
      assertFive(late);
    });
  }

  @Test
  void so_does_that_of_a_join() throws Exception {
    inVirtualTime(() -> {
      Task<?> cancelled = spawn(PartialTransferTest::write);
      sleep(SECOND);
      cancelled.cancel();
      Throwable failed = catchThrowable(cancelled::join);
      assertThat(failed).isInstanceOf(TaskFailedException.class);
      assertFive(failed);

      Task<?> late = spawn(() -> timeoutAfter(SECOND, PartialTransferTest::write));
      assertFive(catchThrowable(late::join));
    });
  }

  @Test
  void so_does_that_of_a_group() throws Exception {
    inVirtualTime(() -> {
      Throwable failed =
          catchThrowable(() -> {
            try (var group = TaskGroup.<Void>open()) {
              group.spawn(() -> timeoutAfter(SECOND, PartialTransferTest::write));
              group.join();
            }
          });
      assertFive(failed);
    });
  }

  private static Path fifo(Path directory) throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }

  private static void assertPart(AsyncFile file, Throwable thrown) {
    assertThat(file.position()).as("%s", thrown).isPositive();
    assertThat(PartialTransferException.bytes(thrown)).as("%s", thrown).hasValue(file.position());
  }

  @Test
  @Tag("realTime")
  @Timeout(120)
  void so_does_that_of_a_file_that_is_written(@TempDir Path directory) throws Exception {
    Path fifo = fifo(directory);
    run(() -> {
      var reader = AsyncFile.open(fifo, StandardOpenOption.READ);
      try (var late = AsyncFile.open(fifo, StandardOpenOption.WRITE)) {
        assertPart(
            late,
            catchThrowable(() ->
                timeoutAfter(Duration.ofMillis(100), () -> late.writeAll(new byte[1_000_000]))));
      }
      reader.close();
    });
    run(() -> {
      var reader = AsyncFile.open(fifo, StandardOpenOption.READ);
      try (var failed = AsyncFile.open(fifo, StandardOpenOption.WRITE)) {
        var writing = spawn(() -> catchThrowable(() -> failed.writeAll(new byte[1_000_000])));
        sleep(Duration.ofMillis(100));
        reader.close();
        Throwable broken = writing.join();
        assertThat(broken).isInstanceOf(IOException.class);
        assertPart(failed, broken);
      }
    });
  }

  @Test
  void what_was_not_cut_off_says_nothing_and_a_circle_of_causes_ends() {
    var one = new IOException("one");
    var other = new IOException("other", one);
    one.initCause(other);
    assertThat(PartialTransferException.bytes(one)).isEmpty();
  }

  @Test
  void what_was_noted_first_stays_and_a_cause_does_not_count_as_noted() {
    var cause = new IOException("cause");
    PartialTransferException.note(cause, 1);
    var wrapper = new IOException("wrapper", cause);
    PartialTransferException.note(wrapper, 7);
    PartialTransferException.note(wrapper, 8);
    assertThat(PartialTransferException.bytes(wrapper)).hasValue(7);
  }
}
