package dev.gonzo.recorder.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult.Equal;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs of all kinds do in a replay what they did when they were recorded. */
@Timeout(300)
@Tag("realTime")
class ReplayTest {
  @TempDir private Path directory;

  static Stream<Arguments> programs() {
    return Programs.all(Path.of("")).keySet().stream()
        .flatMap(program ->
            Stream.of("epoll", "uring", "nio").map(kernel -> Arguments.of(program, kernel)));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void a_replay_is_equal(String program, String kernel) throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable(kernel).isEmpty());
    AsyncCallable<String, Exception> body = Programs.all(directory).get(program);
    var recorded = Recorded.run(directory.resolve("recording"), kernel, body);
    for (int times = 0; times < 2; times++) {
      var replayed = recorded.replay(kernel, body, ReplayOptions.DEFAULTS);
      assertThat(replayed.results()).hasExactlyElementsOfTypes(Equal.class);
      assertThat(replayed.value()).isEqualTo(recorded.value());
    }
  }
}
