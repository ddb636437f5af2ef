package dev.gonzo.cli.perfetto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.perfetto.Decoded.Event;
import dev.gonzo.cli.perfetto.Decoded.Slice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulated histories as traces of Perfetto. */
class HistoryTimelineTest {
  private static final String HISTORY =
      """
      # gonzo trace 1, seed 1, program Pair.java
             1       0.000000000  a           host            starts
             2       0.000000000  a           main#0          created
             3       0.000000000  a           main#0          runs
             4       0.000000000  a           main#0          asks Resolve b
             5       0.000000000  a           main#0          got Resolve = [10.0.0.2]
             6       0.000000000  a           main#0          asks Sleep 0.25
             7       0.000000000  -           fault           network: a and b are cut off
             8       0.100000000  a           packet          sends packet 7 to b: hello
             9       0.200000000  b           packet          gets packet 7 from a: hello
            10       0.250000000  a           main#0          runs
            11       0.250000000  a           main#0          got Sleep = 0.25
            12       0.250000000  a           worker#1        created
            13       0.250000000  a           main#0          asks Join
            14       0.250000000  a           worker#1        runs
            15       0.300000000  a           host            crashes
      """;

  @TempDir Path directory;

  @Test
  void a_history_has_turns_waits_and_packets_in_simulated_time() throws Exception {
    Path history = Files.writeString(directory.resolve("a.trace"), HISTORY);
    Path trace = directory.resolve("a.pftrace");
    HistoryTimeline.write(history, trace);
    var decoded = new Decoded(trace);
    assertTrue(
        decoded.slices().contains(new Slice("main", "waits at Sleep", 0, 250_000_000)),
        decoded.slices().toString());
    assertEquals(
        List.of("main", "main", "worker"),
        decoded.slices().stream()
            .filter(slice -> slice.track().equals("turns"))
            .map(Slice::name)
            .toList());
    Event sends = decoded.named("sends packet 7").getFirst();
    Event gets = decoded.named("gets packet 7").getFirst();
    assertEquals(List.of(7L), sends.from());
    assertEquals(List.of(7L), gets.to());
    assertEquals(200_000_000, gets.nanos());
    assertEquals("events", gets.track());
    assertEquals(1, decoded.named("Resolve").size());
    assertEquals(1, decoded.named("fault: network").size());
    assertEquals(
        List.of("a", "b", "world"),
        decoded.tracks.keySet().stream()
            .filter(id -> !decoded.parents.containsKey(id))
            .map(decoded.tracks::get)
            .sorted()
            .toList());
  }

  @Test
  void memory_does_not_grow_with_the_number_of_tasks() throws Exception {
    Path file = directory.resolve("large.pftrace");
    try (var trace = new PerfettoTrace(file)) {
      var tracks = new Tracks(trace);
      long first = tracks.task("epoll-1", 0, "the first");
      for (int number = 1; number <= 60_000; number++) {
        long track = tracks.task("epoll-1", number, "task-" + number);
        trace.slice(track, number, number + 1L, "Sleep", List.of());
      }
      assertEquals(60_000, trace.events());
      assertTrue(!trace.isKnown(first), "the first track is forgotten");
      assertEquals(first, tracks.task("epoll-1", 0, "the first"));
      assertTrue(trace.isKnown(first), "and described again");
    }
    assertEquals(60_002, new Decoded(file).tracks.size());
  }
}
