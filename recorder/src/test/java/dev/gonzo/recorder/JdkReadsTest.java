package dev.gonzo.recorder;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.event.Event.Read;
import dev.gonzo.recorder.format.TrapCodec;
import dev.gonzo.sim.SimulatorAgent;
import dev.gonzo.testing.LogCapture;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("realTime")
class JdkReadsTest {
  @TempDir Path directory;

  @BeforeAll
  static void startAgent() {
    assertThat(SimulatorAgent.start()).isEmpty();
  }

  private List<Read> reads(List<Object> seen) throws Exception {
    Path path = directory.resolve("one");
    try (var _ = Recorder.start(path, RecorderOptions.DEFAULTS)) {
      run(
          Kernels.of("nio"),
          () -> {
            seen.add(System.nanoTime());
            spawn(() -> seen.add(System.currentTimeMillis())).join();
            seen.add(Instant.now());
            seen.add(UUID.randomUUID());
            seen.add(new Random().nextInt());
          });
      long _ = System.nanoTime(); // not in a task
    }
    var reads = new ArrayList<Read>();
    for (var event : Recording.open(path).streams().getFirst().events()) {
      if (event instanceof Read read) {
        reads.add(read);
      }
    }
    return reads;
  }

  @Test
  void what_tasks_read_from_the_jdk_is_recorded_with_its_values() throws Exception {
    var seen = new ArrayList<Object>();
    List<Read> reads = reads(seen);
    assertThat(reads)
        .extracting(Read::what)
        .startsWith(
            "System.nanoTime",
            "System.currentTimeMillis",
            "Instant.now",
            "SecureRandom.nextBytes",
            "the seed of a random generator");
    var codec = new TrapCodec();
    assertThat(codec.value(reads.get(0).value())).isEqualTo(seen.get(0));
    assertThat(reads.get(0).task()).isZero();
    assertThat(codec.value(reads.get(1).value())).isEqualTo(seen.get(1));
    assertThat(reads.get(1).task()).isEqualTo(1);
    Instant now = (Instant) seen.get(2);
    assertThat(codec.value(reads.get(2).value()))
        .isEqualTo(now.getEpochSecond() * 1_000_000_000L + now.getNano());
    byte[] random = (byte[]) codec.value(reads.get(3).value());
    assertThat(((UUID) seen.get(3)).toString())
        .startsWith("%02x%02x".formatted(random[0], random[1]));
  }

  private static String reading() {
    return run(
        Kernels.of("nio"),
        () -> {
          String own = UUID.randomUUID() + " " + System.nanoTime() + " " + Instant.now();
          String other =
              spawn(() -> "" + System.currentTimeMillis() + new Random().nextInt()).join();
          return own + " " + other + " " + Math.floorMod(System.nanoTime(), 1_000_000);
        });
  }

  @Test
  void a_replay_reads_what_was_recorded() throws Exception {
    Path path = directory.resolve("one");
    String recorded;
    try (var _ = Recorder.start(path, RecorderOptions.DEFAULTS)) {
      recorded = reading();
    }
    try (var replay = Replay.start(Recording.open(path).kernels(), ReplayOptions.DEFAULTS)) {
      assertThat(reading()).isEqualTo(recorded);
      assertThat(replay.results()).hasExactlyElementsOfTypes(ReplayResult.Equal.class);
    }
  }

  private static void waitingForTheClock(boolean readsClock) {
    run(
        Kernels.of("nio"),
        () -> {
          long nanos = readsClock ? System.nanoTime() : 5;
          spawn(() -> nanos).join();
          dev.gonzo.Gonzo.sleep(java.time.Duration.ofNanos(nanos % 1_000 + 1));
        });
  }

  @Test
  void a_divergence_names_the_first_read_that_was_not_made_again() throws Exception {
    Path path = directory.resolve("one");
    try (var _ = Recorder.start(path, RecorderOptions.DEFAULTS)) {
      waitingForTheClock(true);
    }
    try (var replay = Replay.start(Recording.open(path).kernels(), ReplayOptions.DEFAULTS)) {
      try {
        waitingForTheClock(false);
      } catch (IllegalStateException diverged) {
        assertThat(diverged).hasMessageContaining("differs");
      }
      assertThat(replay.results().toString()).contains("System.nanoTime before event ");
    }
  }

  @Test
  void a_task_that_uses_the_network_past_its_kernel_is_warned_of_once() throws Exception {
    try (var log = LogCapture.open();
        var _ = Recorder.start(directory.resolve("one"), RecorderOptions.DEFAULTS)) {
      run(
          Kernels.of("nio"),
          () -> {
            for (int i = 0; i < 3; i++) {
              SocketChannel.open().close();
            }
          });
      assertThat(log.messages())
          .filteredOn(warning -> warning.contains("SocketChannel"))
          .singleElement()
          .asString()
          .contains("task main uses java.nio.channels.SocketChannel at ", "JdkReadsTest");
    }
  }
}
