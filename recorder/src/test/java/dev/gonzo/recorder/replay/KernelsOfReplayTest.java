package dev.gonzo.recorder.replay;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import dev.gonzo.recorder.Recorder;
import dev.gonzo.recorder.RecorderOptions;
import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.Replay;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult.Equal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which recorded kernel a kernel of a replay repeats. */
@Timeout(300)
@Tag("realTime")
class KernelsOfReplayTest {
  private static final String KERNEL = "none";

  @TempDir private Path directory;

  private interface Program {
    void run() throws Exception;
  }

  private Recording record(Program program) throws Exception {
    Path file = directory.resolve("recording");
    try (var _ = Recorder.start(file, RecorderOptions.DEFAULTS)) {
      program.run();
    }
    return Recording.open(file);
  }

  @Test
  void a_kernel_that_never_runs_is_none_of_the_recorded_ones() throws Exception {
    Program program =
        () -> {
          var unused = Kernels.of(KERNEL);
          assertThat(unused.name()).isEqualTo(KERNEL);
          run(Kernels.of(KERNEL), () -> sleep(ofMillis(1)));
        };
    Recording recording = record(program);
    try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
      program.run();
      assertThat(replay.results()).hasExactlyElementsOfTypes(Equal.class);
    }
  }

  /** Each of the threads runs a kernel, whose task takes steps on a universal object of its own. */
  private static void oneAfterTheOther(List<String> threads) throws Exception {
    for (String name : threads) {
      var thread = new Thread(() -> run(Kernels.of(KERNEL), () -> useQueue(name)), name);
      thread.start();
      thread.join();
    }
  }

  private static void useQueue(String name) {
    var queue = Queue.<String>universal(1);
    queue.put(name);
    sleep(ofMillis(name.length()));
    assertThat(queue.get()).isEqualTo(name);
  }

  @Test
  void kernels_that_threads_begin_in_another_order_are_found_by_the_names_of_the_threads()
      throws Exception {
    Recording recording = record(() -> oneAfterTheOther(List.of("first", "the second")));
    try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
      oneAfterTheOther(List.of("the second", "first"));
      assertThat(replay.results()).hasExactlyElementsOfTypes(Equal.class, Equal.class);
    }
  }

  @Test
  void another_thread_leaves_the_steps_to_a_kernel_that_has_not_begun() throws Exception {
    Recording recording =
        record(() -> {
          var queue = Queue.<String>universal(2);
          run(Kernels.of(KERNEL), () -> queue.put("by a task"));
          queue.put("by a thread");
        });
    try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
      var queue = Queue.<String>universal(2);
      var thread = new Thread(() -> queue.put("by a thread"));
      thread.start();
      while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      run(Kernels.of(KERNEL), () -> queue.put("by a task"));
      thread.join();
      assertThat(replay.results()).hasExactlyElementsOfTypes(Equal.class);
      assertThat(queue.get()).isEqualTo("by a task");
    }
  }
}
