package dev.gonzo.recorder.writing;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.CoroutineDriver;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.format.RecordingFiles;
import dev.gonzo.recorder.format.RecordingHeader;
import dev.gonzo.recorder.writing.KernelRecorder.Start;
import dev.gonzo.trap.Waker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("realTime")
class KernelRecorderTest {
  private static final Waker WAKER =
      new Waker() {
        @Override
        public void wake() {}
      };

  @TempDir Path directory;

  private final StepsRecorder kernels = new StepsRecorder();

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

  private void record(RunningKernel kernel, RecordingFiles files) {
    var start = new Start(kernel.name(), Kernels.carrier(), false, true, false);
    var stream = Objects.requireNonNull(files.newStream());
    var recorder = new KernelRecorder(kernel, stream, start, kernels);
    kernels.add(recorder);
    recorder.observe();
  }

  /** A value whose encoding fails with an error, as where there is no memory for it. */
  private record Unreadable(String text) {
    @Override
    public String text() {
      throw new AssertionError("expected by this test");
    }
  }

  @Test
  void what_fails_in_the_recorder_ends_the_recording_and_does_not_come_out_of_the_programs_read()
      throws Exception {
    RecordingFiles files = files();
    try (var _ = Kernels.whenStarted(kernel -> record(kernel, files))) {
      run(
          Kernels.of("nio"),
          () -> {
            Task<?> self = Objects.requireNonNull(CoroutineDriver.runningTask());
            var reads = new ReadsRecorder(kernels, _ -> {});
            assertThat(reads.isWanted(self)).isTrue();
            var value = new Unreadable("x");
            assertThat(reads.value(self, "a value", () -> value)).isSameAs(value);
            assertThat(reads.isWanted(self)).isFalse();
            assertThat(kernels.all()).isEmpty();
            yieldNow(); // not recorded
          });
    }
    files.close(20_000);
    assertThat(Recording.open(directory.resolve("one")).streams().getFirst().ending())
        .hasValueSatisfying(end -> assertThat(end).contains("before the program"));
  }

  @Test
  void a_kernel_is_not_observed_any_more_when_the_limit_is_reached() throws Exception {
    RecordingFiles files = files();
    try (var _ = Kernels.whenStarted(kernel -> record(kernel, files))) {
      run(
          Kernels.of("nio"),
          () -> {
            assertThat(kernels.all()).hasSize(1);
            for (int i = 0; i < 200_000; i++) {
              yieldNow();
            }
            assertThat(kernels.all()).isEmpty();
          });
    }
    files.close(20_000);
  }

  @Test
  void what_arrives_after_the_end_does_not_overtake_what_is_underway() throws Exception {
    RecordingFiles files = files();
    try (var _ = Kernels.whenStarted(kernel -> record(kernel, files))) {
      run(
          Kernels.of("nio"),
          () -> {
            KernelRecorder recorder = kernels.all().getFirst();
            var order = new ArrayList<Integer>();
            assertThat(recorder.take(WAKER, order, () -> order.add(1))).isTrue();
            recorder.cut();
            assertThat(recorder.take(WAKER, order, () -> order.add(2))).isTrue();
            assertThat(order).isEmpty();
            yieldNow();
            assertThat(order).containsExactly(1, 2);
            assertThat(recorder.take(WAKER, order, () -> order.add(3))).isFalse();
          });
    }
    files.close(20_000);
  }
}
