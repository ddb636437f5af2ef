package dev.gonzo.cli.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.Gonzo;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text of a trace, as the simulator writes it and the readers take it. */
class TraceTest {
  /** Everything that could be taken for the end of a column, a line, or a text of a page. */
  private static final String NASTY =
      "a b\tc\nd\\n\u0001\u2028\u00a0e</script><!--\"'&é\ud83d\ude00";

  @TempDir Path directory;

  @Test
  void a_name_is_the_same_behind_the_trace_whatever_is_in_it() {
    List<String> lines = new ArrayList<>();
    var simulation = Simulation.of(SimulationOptions.ofSeed(3).withTrace(lines::add));
    Host _ = simulation.host(NASTY, () -> {});
    var ended = simulation.run(() -> Gonzo.spawn(NASTY, () -> Gonzo.yieldNow()).join());
    assertTrue(ended.failure().isEmpty());
    List<TraceEvent> events =
        lines.stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> TraceEvent.parse(line).orElseThrow(() -> new AssertionError(line)))
            .toList();
    assertTrue(events.stream().anyMatch(event -> event.host().equals(NASTY)));
    assertTrue(events.stream().anyMatch(event -> event.topic().startsWith(NASTY + "#")));
    assertEquals(ended.events(), events.size());
    for (int i = 0; i < events.size(); i++) {
      assertEquals(i + 1, events.get(i).number());
    }
  }

  @Test
  void times_and_numbers_are_read_exactly() {
    var event =
        TraceEvent.parse("      12   86400.000000007  a\\sb      main#1  asks Sleep  7")
            .orElseThrow();
    assertEquals(new TraceEvent(12, 86_400_000_000_007L, "a b", "main#1", "asks Sleep  7"), event);
    assertEquals("86400.000000007 s", event.time());
    assertEquals("the task main#1 of a b asks Sleep  7", event.sentence());
    assertTrue(TraceEvent.parse("12 0.5 a b c").isEmpty());
    assertTrue(TraceEvent.parse("").isEmpty());
  }

  @Test
  void what_is_not_a_trace_is_refused_and_a_cut_off_last_line_is_not() throws Exception {
    Path file = Files.writeString(directory.resolve("t"), "hello\n");
    var refused = assertThrows(NotATraceException.class, () -> TraceReader.open(file));
    assertTrue(String.valueOf(refused.getMessage()).contains("--trace FILE"), refused.toString());

    Files.writeString(file, "# gonzo trace 2, seed 1\n");
    var newer = assertThrows(NotATraceException.class, () -> TraceReader.open(file));
    assertTrue(String.valueOf(newer.getMessage()).contains("version 2"), newer.toString());

    String event = "1  0.000000001  a  host  starts\n";
    Files.writeString(file, "# gonzo trace 1, seed 5, program A, B.java\n" + event + "2  0.00");
    try (var reader = TraceReader.open(file)) {
      assertEquals("5", reader.seed());
      assertEquals("A, B.java", reader.program());
      assertNotNull(reader.next());
      assertNull(reader.next());
    }
    Files.writeString(file, "# gonzo trace 1, seed 5\n2  0.00\n" + event);
    try (var reader = TraceReader.open(file)) {
      var damaged = assertThrows(NotATraceException.class, reader::next);
      assertTrue(String.valueOf(damaged.getMessage()).contains("line 2"), damaged.toString());
    }
  }

  @Test
  void the_times_of_a_second_run_go_on() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("t"),
            """
            # gonzo trace 1, seed 5
            1  2.000000000  a  host  starts
            # another run of the program, seed 6, its time begins anew
            2  0.500000000  a  host  starts
            """);
    try (var reader = TraceReader.open(file)) {
      assertEquals(2_000_000_000L, reader.next().nanos());
      assertEquals(2_500_000_000L, reader.next().nanos());
    }
  }
}
