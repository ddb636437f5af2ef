package dev.gonzo.recorder;

import static dev.gonzo.Gonzo.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
  @TempDir Path directory;

  @Test
  void a_program_is_recorded_and_replayed() throws Exception {
    Path path = directory.resolve("one");
    try (var _ = Recorder.start(path, RecorderOptions.DEFAULTS)) {
      program();
    }
    Recording recording = Recording.open(path);
    for (var stream : recording.streams()) {
      System.out.println(stream.name() + " " + stream.ending());
      var reader = stream.reader();
      var codec = stream.newCodec();
      while (reader.hasNext()) {
        Event event = reader.next();
        System.out.println(reader.number() + " " + dev.gonzo.recorder.replay.EventText.of(event, codec));
      }
    }
    assertThat(recording.whyNotReplayable()).isEmpty();
    try (var replay = Replay.begin(recording.kernels(), ReplayOptions.DEFAULTS)) {
      program();
      System.out.println(replay.results());
    }
  }

  static void program() {
    run(Kernels.of("epoll"), () -> {
      var task = spawn(() -> { sleep(Duration.ofMillis(10)); return runInThread(() -> List.of("a", 7)); });
      timeoutAfter(Duration.ofSeconds(5), () -> task.join());
    });
  }
}
