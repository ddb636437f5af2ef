package dev.gonzo.recorder.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.recorder.Replay;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.format.TrapCodec;
import dev.gonzo.wait.SharedSteps;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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
    var recorder = new InMemory(TrapCodec::new);
    String first;
    SharedSteps.set(recorder);
    try (var _ =
        Kernels.whenStarted(started -> {
          recorder.kernel = LoopKernel.of(started);
          recorder.kernel.decideArrivals(recorder);
          started.observe(recorder);
        })) {
      first = Kernels.of(kernel).run(body);
    } finally {
      SharedSteps.set(null);
    }
    for (int i = 0; i < 2; i++) {
      long start = System.nanoTime();
      try (var replay = Replay.begin(List.of(recorder), ReplayOptions.DEFAULTS)) {
        String again = null;
        try {
          again = Kernels.of(kernel).run(body);
        } catch (Exception failed) {
          System.out.println(failed);
        }
        System.out.println(program + " on " + kernel + ": " + recorder.events.size() + " events, " + (System.nanoTime() - start) / 1000 + " us: " + replay.results());
        assertThat(replay.results()).containsExactly(new ReplayResult.Equal(recorder.events.size()));
        assertThat(again).isEqualTo(first);
      }
    }
  }
}
