package dev.gonzo.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.cluster.jgroups.NodeLog.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a cluster promises about calls, checked in the events of all nodes. */
final class Promises {
  private static final Set<String> ENDS =
      Set.of(
          "value",
          "failed",
          "cancelled",
          "deadline",
          "cancelled-there",
          "lost",
          "lost-not-begun",
          "no-quorum");

  private final List<NodeLog> logs;
  private final Set<NodeLog> killed;
  private final Map<String, String> begun = new HashMap<>();
  private final Map<String, String> ended = new HashMap<>();

  /** Of nodes that were killed, calls may have no end. */
  Promises(List<NodeLog> logs, Set<NodeLog> killed) {
    this.logs = logs;
    this.killed = killed;
  }

  /** Checks them all. {@return how many calls ended in each way} */
  Map<String, Integer> check() {
    logs.forEach(this::checkRuns);
    logs.forEach(this::checkOrphans);
    var ways = new TreeMap<String, Integer>();
    logs.forEach(log -> checkCalls(log, ways));
    return ways;
  }

  private void checkRuns(NodeLog log) {
    for (Line line : log.lines()) {
      switch (line.kind()) {
        case "begun" ->
            assertThat(begun.put(line.word(1), log.node()))
                .as("%s ran before", line.word(1))
                .isNull();
        case "ended" ->
            assertThat(ended.put(line.word(1), line.word(2)))
                .as("%s ended before", line.word(1))
                .isNull();
        default -> {}
      }
    }
  }

  private void checkCalls(NodeLog log, Map<String, Integer> ways) {
    var open = new ArrayList<String>();
    for (Line line : log.lines()) {
      if (line.kind().equals("call")) {
        open.add(line.word(1));
      } else if (line.kind().equals("done")) {
        String key = line.word(1);
        assertThat(open.remove(key)).as("%s ends once", key).isTrue();
        checkEnd(key, line.word(3), line);
        ways.merge(line.word(3), 1, Integer::sum);
      }
    }
    if (!killed.contains(log)) {
      assertThat(open).as("calls of %s without an end", log.node()).isEmpty();
    }
  }

  private void checkEnd(String key, String how, Line line) {
    assertThat(ENDS).as("%s", line).contains(how);
    switch (how) {
      case "value", "failed" -> assertThat(ended).as("it ran to its end").containsEntry(key, how);
      case "lost-not-begun" -> assertThat(begun).doesNotContainKey(key);
      default -> {}
    }
  }

  /**
   * Once a node sees a caller no more, its runs have been cancelled. One step may follow: that of a
   * run whose timer had ended before.
   */
  private void checkOrphans(NodeLog log) {
    Map<String, String> callers = new HashMap<>();
    Map<String, Integer> orphans = new HashMap<>();
    for (Line line : log.lines()) {
      switch (line.kind()) {
        case "begun" -> callers.put(line.word(1), line.word(2));
        case "step" ->
            assertThat(orphans.computeIfPresent(line.word(1), (_, steps) -> steps + 1))
                .as("steps of %s on %s after its caller was lost", line.word(1), log.node())
                .isIn(null, 1);
        case "ended" -> {
          callers.remove(line.word(1));
          orphans.remove(line.word(1));
        }
        case "sees" -> {
          List<String> seen = Arrays.asList(line.word(1).split(",", -1));
          callers.forEach((key, caller) -> {
            if (!seen.contains(caller)) {
              orphans.putIfAbsent(key, 0);
            }
          });
        }
        default -> {}
      }
    }
    if (!killed.contains(log)) {
      assertThat(callers).as("what runs on %s without an end", log.node()).isEmpty();
    }
  }
}
