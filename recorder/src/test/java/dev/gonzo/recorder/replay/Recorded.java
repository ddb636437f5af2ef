package dev.gonzo.recorder.replay;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.Recorder;
import dev.gonzo.recorder.RecorderOptions;
import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.Replay;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that was recorded.
 *
 * @param recording the recording
 * @param value what the program returned
 */
record Recorded(Recording recording, @Nullable String value) {
  /** How a replay ended. */
  record Replayed(List<ReplayResult> results, @Nullable String value) {}

  static Recorded run(Path file, String kernel, AsyncCallable<String, Exception> program)
      throws Exception {
    String value;
    try (var _ = Recorder.start(file, RecorderOptions.DEFAULTS)) {
      value = Kernels.of(kernel).run(program);
    }
    return new Recorded(Recording.open(file), value);
  }

  static Recorded of(Path file) throws IOException {
    return new Recorded(Recording.open(file), null);
  }

  /** Replays it; a replay that is not equal fails with an exception, and the results say why. */
  Replayed replay(String kernel, AsyncCallable<String, Exception> program, ReplayOptions options)
      throws Exception {
    try (var replay = Replay.start(recording.kernels(), options)) {
      String again = null;
      try {
        again = Kernels.of(kernel).run(program);
      } catch (IllegalStateException endedByReplay) {
        // The results say why.
      }
      return new Replayed(replay.results(), again);
    }
  }
}
