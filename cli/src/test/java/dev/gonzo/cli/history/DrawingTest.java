package dev.gonzo.cli.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a timeline makes of the events of a trace. */
class DrawingTest {
  private static Drawing drawn(String lines) {
    var drawer = new Drawer();
    lines.lines().forEach(line -> drawer.add(TraceEvent.parse(line).orElseThrow()));
    return drawer.end();
  }

  private static List<List<Long>> groups(Numbers numbers, int size) {
    List<List<Long>> groups = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i += size) {
      List<Long> group = new ArrayList<>();
      for (int k = i; k < i + size; k++) {
        group.add(numbers.get(k));
      }
      groups.add(group);
    }
    return groups;
  }

  private static List<String> labels(Drawing drawing) {
    return drawing.lanes.stream().map(Lane::label).toList();
  }

  @Test
  void a_task_runs_and_waits_in_turn() {
    Drawing drawing =
        drawn(
            """
            1  0.000000000  a  main#0  created
            2  0.000000000  a  main#0  runs
            3  0.000000000  a  main#0  asks ReadClock
            4  0.000000000  a  main#0  got ReadClock = 0
            5  0.000000000  a  main#0  asks Sleep 5
            6  0.000000005  a  main#0  runs
            7  0.000000005  a  main#0  got Sleep = null
            8  0.000000005  a  main#0  blocks
            9  0.000000006  a  main#0  runs
            10  0.000000006  a  main#0  returned
            """);
    assertEquals(List.of("", "main#0"), labels(drawing));
    assertEquals(
        List.of(
            List.of(1L, 1L, 4L, 0L), // a turn, up to the trap at which it waits
            List.of(1L, 4L, 5L, (long) Waiting.TIME.kind),
            List.of(1L, 5L, 7L, 0L),
            List.of(1L, 7L, 8L, (long) Waiting.BLOCKED.kind),
            List.of(1L, 8L, 9L, 0L)),
        groups(drawing.bars, 4));
  }

  @Test
  void tasks_of_one_name_that_follow_each_other_share_a_lane() {
    Drawing drawing =
        drawn(
            """
            1  0.000000000  a  work#1  runs
            2  0.000000000  a  work#1  returned
            3  0.000000000  a  work#2  runs
            4  0.000000000  a  work#3  runs
            5  0.000000000  b  work#1  runs
            """);
    assertEquals(List.of("a", "b"), drawing.hosts);
    assertEquals(List.of("", "work ×2", "work#3", "", "work#1"), labels(drawing));
  }

  @Test
  void a_message_is_an_arrow_and_a_lost_one_has_no_arrival() {
    Drawing drawing =
        drawn(
            """
            1  0.000000000  a  packet  sends packet 1 to b: SYN of 0 bytes from port 1 to port 7
            2  0.000000001  a  packet  sends packet 2 to b: DATA of 9 bytes from port 1 to port 7
            3  0.000000002  a  fault  network: packet lost, a to b: DATA of 9 bytes, packet 2
            4  0.000000003  b  packet  gets packet 1 from a: SYN of 0 bytes from port 1 to port 7
            5  0.000000004  a  packet  sends packet 3 to b: FIN of 0 bytes from port 1 to port 7
            6  0.000000005  b  packet  loses packet 3 from a: it is down
            """);
    assertEquals(
        List.of(List.of(1L, 2L, 1L, 0L), List.of(0L, 3L, 1L, 1L), List.of(4L, 5L, 1L, 0L)),
        groups(drawing.arrows, 4));
  }

  @Test
  void faults_last_until_they_are_over() {
    Drawing drawing =
        drawn(
            """
            1  0.000000000  a  host  starts
            2  0.000000000  b  host  starts
            3  0.000000010  a  fault  crashes
            4  0.000000020  a  host  starts
            5  0.000000030  b  fault  pauses for 5
            6  0.000000040  -  fault  faults: network: partition: [a] from [b, main] for 100
            7  0.000000050  a  fault  network: a to b CUT
            8  0.000000060  -  world  network: a to b OPEN
            9  0.000000070  a  fault  network: packet cut off, a to b: SYN, packet 9
            10  0.000000080  -  world  faults: end
            11  0.000000090  b  fault  crashes
            12  0.000000095  a  host  gets the signal TERM
            """);
    assertEquals(
        List.of(
            List.of(0L, 2L, 20L),
            List.of(1L, 4L, 35L),
            List.of(0L, 5L, 80L),
            List.of(1L, 5L, 80L),
            List.of(0L, 6L, 60L),
            List.of(0L, 8L, -1L),
            List.of(1L, 10L, 95L)),
        groups(drawing.faults, 3));
  }

  @Test
  void a_crash_ends_what_its_tasks_did() {
    Drawing drawing =
        drawn(
            """
            1  0.000000000  a  main#0  runs
            2  0.000000000  a  main#0  asks Accept @1
            3  0.000000010  a  fault  crashes
            4  0.000000020  a  main#0  runs
            """);
    assertEquals(List.of("", "main ×2"), labels(drawing));
    assertEquals(
        List.of(
            List.of(1L, 0L, 1L, 0L),
            List.of(1L, 1L, 2L, (long) Waiting.NETWORK.kind),
            List.of(1L, 3L, 3L, 0L)),
        groups(drawing.bars, 4));
  }
}
