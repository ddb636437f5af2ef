package dev.gonzo.recorder.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("realTime")
class RecordingThreadTest {
  @TempDir Path directory;

  private RecordingFiles files() throws Exception {
    var header =
        new RecordingHeader(
            RecordingHeader.VERSION,
            "",
            List.of(),
            "",
            "25",
            Instant.EPOCH,
            true,
            false,
            false,
            false,
            false);
    return new RecordingFiles(directory.resolve("one"), header, 1 << 20, false);
  }

  @Test
  void a_failure_in_the_recorders_thread_does_not_end_it() throws Exception {
    RecordingFiles files = files();
    files.submit(() -> {
      throw new AssertionError("expected by this test");
    });
    var ran = new CountDownLatch(1);
    files.submit(ran::countDown);
    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    files.close(20_000);
  }

  @Test
  void a_stream_cannot_begin_after_the_files_were_closed() throws Exception {
    RecordingFiles files = files();
    files.close(20_000);
    assertThat(files.newStream()).isNull();
  }

  @Test
  void an_interrupt_is_kept_and_the_note_too() throws Exception {
    Thread.currentThread().interrupt();
    Notes.add(directory, "a sentence");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Notes.of(directory)).containsExactly("a sentence");
  }
}
