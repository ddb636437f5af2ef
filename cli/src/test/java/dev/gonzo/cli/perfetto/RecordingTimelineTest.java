package dev.gonzo.cli.perfetto;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.history.NotATraceException;
import dev.gonzo.cli.perfetto.Decoded.Event;
import dev.gonzo.cli.perfetto.Decoded.Slice;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of the Flight Recorder as traces of Perfetto. */
@Tag("realTime")
class RecordingTimelineTest {
  @TempDir Path directory;

  private Path recorded(Runnable program) throws IOException {
    Path file = directory.resolve("the recording.jfr");
    try (var recording = new Recording()) {
      for (String event :
          List.of("TaskStart", "TaskEnd", "TaskTurn", "Trap", "Wait", "Cancellation", "Loop")) {
        recording.enable("dev.gonzo." + event).withThreshold(Duration.ZERO);
      }
      recording.start();
      program.run();
      recording.stop();
      recording.dump(file);
    }
    return file;
  }

  @Test
  void two_kernels_are_on_one_axis_with_arrows_between_their_tasks() throws Exception {
    Path recording =
        recorded(() -> {
          for (int i = 0; i < 2; i++) {
            run(
                Kernels.of("none"),
                () -> {
                  Queue<Integer> queue = Queue.bounded(1);
                  var taker = spawn("taker </script>", queue::get);
                  yieldNow();
                  spawn("putter", () -> queue.put(1)).join();
                  taker.join();
                  spawn(() -> {}).join();
                });
          }
        });
    assertTrue(RecordingTimeline.isRecording(recording));
    Path trace = directory.resolve("a trace");
    long events = RecordingTimeline.write(recording, trace);
    var decoded = new Decoded(trace);
    List<Slice> slices = decoded.slices();
    assertEquals(
        events, slices.size() + decoded.events.stream().filter(event -> event.type() > 2).count());

    // A group for each kernel, with a track for the turns and one for each task.
    List<Long> groups =
        decoded.tracks.keySet().stream().filter(id -> !decoded.parents.containsKey(id)).toList();
    assertEquals(2, groups.size());
    for (long group : groups) {
      assertTrue(decoded.tracks.get(group).matches("none-\\d+"));
      assertEquals(
          List.of("main", "putter", "taker </script>", "task", "turns"),
          decoded.parents.keySet().stream()
              .filter(id -> decoded.parents.get(id) == group)
              .map(decoded.tracks::get)
              .sorted()
              .toList());
    }

    assertTrue(
        slices.stream()
            .anyMatch(slice -> slice.track().equals("turns") && slice.name().equals("putter")));
    Slice wait =
        slices.stream()
            .filter(slice -> slice.name().equals("waits at WaitOn"))
            .findFirst()
            .orElseThrow();
    Slice trap =
        slices.stream().filter(slice -> slice.name().equals("WaitOn")).findFirst().orElseThrow();
    assertEquals("taker </script>", wait.track());
    assertTrue(trap.begin() <= wait.begin() && wait.end() <= trap.end());

    // Each arrow has one end, and goes from the task that wakes to that which is ready.
    List<Long> from = decoded.events.stream().flatMap(event -> event.from().stream()).toList();
    List<Long> to = decoded.events.stream().flatMap(event -> event.to().stream()).toList();
    assertEquals(from.stream().sorted().toList(), to.stream().sorted().toList());
    assertEquals(from.size(), from.stream().distinct().count());
    for (Event wakes : decoded.named("wakes taker")) {
      assertEquals("putter", wakes.track());
      Event ready =
          decoded.named("ready").stream()
              .filter(event -> event.to().equals(wakes.from()))
              .findFirst()
              .orElseThrow();
      assertEquals("taker </script>", ready.track());
    }
    assertEquals(2, decoded.named("wakes taker").size());
    assertEquals(
        List.of("main", "main", "main"),
        decoded.named("spawns ").stream().map(Event::track).limit(3).collect(Collectors.toList()));
    assertEquals(8, decoded.named("ended: success").size());
  }

  @Test
  void a_recording_of_another_program_has_no_events() throws Exception {
    Path recording = recorded(() -> {});
    assertEquals(0, RecordingTimeline.write(recording, directory.resolve("a trace")));
  }

  @Test
  void what_is_cut_off_or_is_no_recording_is_refused() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "FL");
    assertFalse(RecordingTimeline.isRecording(text));
    Path recording = recorded(() -> run(Kernels.of("none"), () -> {}));
    byte[] bytes = Files.readAllBytes(recording);
    Path cut = directory.resolve("cut.jfr");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    assertTrue(RecordingTimeline.isRecording(cut));
    assertThrows(
        NotATraceException.class, () -> RecordingTimeline.write(cut, directory.resolve("a trace")));
  }
}
