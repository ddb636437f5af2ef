package dev.gonzo.recorder.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.Recorder;
import dev.gonzo.recorder.RecorderOptions;
import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.Replay;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("realTime")
class ReplayTest {
  @TempDir private Path directory;

  static Stream<Arguments> programs() {
    return Programs.all(Path.of("")).keySet().stream()
        .flatMap(program -> Stream.of("epoll", "uring", "nio").map(kernel -> Arguments.of(program, kernel)));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void a_program_is_replayed(String program, String kernel) throws Exception {
    AsyncCallable<String, Exception> body = Programs.all(directory).get(program);
    Path file = directory.resolve("recording");
    String first;
    try (var _ = Recorder.start(file, RecorderOptions.DEFAULTS)) {
      first = Kernels.of(kernel).run(body);
    }
    Recording recording = Recording.open(file);
    for (int i = 0; i < 2; i++) {
      long start = System.nanoTime();
      try (var replay = Replay.begin(recording.kernels(), ReplayOptions.DEFAULTS)) {
        String again = null;
        try {
          again = Kernels.of(kernel).run(body);
        } catch (Exception failed) {
          System.out.println(failed);
        }
        System.out.println(program + " on " + kernel + ": " + (System.nanoTime() - start) / 1000 + " us: " + replay.results());
        assertThat(replay.results()).hasExactlyElementsOfTypes(ReplayResult.Equal.class);
        assertThat(again).isEqualTo(first);
      }
    }
  }
}
