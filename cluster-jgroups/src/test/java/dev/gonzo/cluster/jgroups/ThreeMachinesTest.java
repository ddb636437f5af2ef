package dev.gonzo.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.cluster.jgroups.Machines.Wiring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on three machines call each other all the time, over TLS and with a secret, while the
 * network or a node fails: what is promised about calls holds, and at the end all see each other.
 */
@Tag("long")
@Tag("realTime")
@Timeout(600)
class ThreeMachinesTest {
  private static final String ALL = "a,b,c";

  @TempDir private Path directory;
  private final List<NodeLog> logs = new ArrayList<>();
  private final Set<NodeLog> killed = new HashSet<>();

  private interface Fault {
    void happen(Machines machines) throws Exception;
  }

  /** Runs nodes that call each other before, while and after something happens. */
  private Map<String, Integer> promisesHold(Wiring wiring, Fault fault) throws Exception {
    try (var machines = new Machines(directory, wiring)) {
      for (String name : Machines.NAMES) {
        logs.add(machines.start(name));
      }
      awaitAllCallAll();
      fault.happen(machines);
      awaitAllCallAll();
      machines.stop();
    }
    Map<String, Integer> ways = new Promises(logs, killed).check();
    System.out.println("calls: " + ways + ", late messages: " + lateMessages());
    return ways;
  }

  private long lateMessages() {
    return logs.stream()
        .flatMap(log -> log.lines().stream())
        .filter(line -> line.kind().equals("late"))
        .count();
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(50);
    }
  }

  private List<NodeLog> living() {
    return logs.stream().filter(log -> !killed.contains(log)).toList();
  }

  private boolean allSeeAll() {
    return living().stream().allMatch(log -> log.seen().equals(ALL));
  }

  private int events() {
    return logs.stream().mapToInt(NodeLog::size).sum();
  }

  private void awaitAllCallAll() throws InterruptedException {
    until(this::allSeeAll);
    for (NodeLog from : living()) {
      int since = from.size();
      for (String to : Machines.NAMES) {
        until(() -> to.equals(from.node()) || from.hasEnded(since, to, "value"));
      }
    }
  }

  private NodeLog log(String node) {
    return living().stream().filter(log -> log.node().equals(node)).findFirst().orElseThrow();
  }

  /** Waits until two nodes see only each other, and go on. */
  private void awaitGoneFrom(String first, String second) throws InterruptedException {
    String both = first + "," + second;
    until(() -> log(first).seen().equals(both) && log(second).seen().equals(both));
    int since = log(first).size();
    until(() -> log(first).hasEnded(since, second, "value"));
  }

  @Test
  void a_machine_whose_cable_is_pulled_and_plugged_in_again() throws Exception {
    Map<String, Integer> ways =
        promisesHold(
            Wiring.CABLES,
            machines -> {
              int since = log("a").size();
              machines.unplug("a");
              awaitGoneFrom("b", "c");
              until(() -> log("a").hasSeen(since, "a"));
              machines.plugIn("a");
            });
    assertThat(ways).containsKeys("value", "failed", "cancelled", "deadline", "lost");
  }

  @Test
  void a_machine_that_hears_another_and_is_not_heard_by_it() throws Exception {
    Map<String, Integer> ways =
        promisesHold(
            Wiring.CABLES,
            machines -> {
              int since = log("b").size();
              machines.silence("a", "b");
              until(() -> log("b").hasEnded(since, "a", "lost"));
              machines.restore("a", "b");
            });
    assertThat(ways).containsKeys("value", "lost");
  }

  @Test
  void a_process_that_is_stopped_and_continued() throws Exception {
    Map<String, Integer> ways =
        promisesHold(
            Wiring.CABLES,
            machines -> {
              machines.signal("b", "STOP");
              awaitGoneFrom("a", "c");
              machines.signal("b", "CONT");
            });
    assertThat(ways).containsKeys("value", "lost");
  }

  @Test
  void a_process_that_is_killed_and_started_again() throws Exception {
    Map<String, Integer> ways =
        promisesHold(
            Wiring.CABLES,
            machines -> {
              machines.signal("c", "KILL");
              killed.add(log("c"));
              awaitGoneFrom("a", "b");
              logs.add(machines.start("c"));
            });
    assertThat(ways).containsKeys("value", "lost");
  }

  @Test
  void a_link_that_loses_delays_and_reorders_packets() throws Exception {
    Map<String, Integer> ways =
        promisesHold(
            Wiring.PROGRAM,
            machines -> {
              for (int lost : List.of(10, 50, 150)) {
                machines.disturb(lost, 80);
                int since = events();
                until(() -> events() > since + 1000 || !allSeeAll());
              }
              machines.disturb(1000, 0);
              until(() -> logs.stream().noneMatch(log -> log.seen().equals(ALL)));
              machines.disturb(10, 20);
            });
    assertThat(ways).containsKeys("value", "lost");
  }
}
