package dev.gonzo.cluster.socket;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Environment;
import dev.gonzo.Moment;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.sim.FaultMix;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.NetworkConditions;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes on simulated hosts, whose network and clocks fail. */
class SimulatedSocketsTest {
  private static final List<String> NAMES = List.of("node1", "node2", "node3");
  private static final Duration PATIENCE = ofSeconds(5);
  private static final int LONG = 20_000_000;

  private final Map<String, Seen> seen = new TreeMap<>();
  private final Map<String, Host> hosts = new TreeMap<>();

  private static SocketTransport transport(String name) {
    return SocketTransport.of(name, 4700, "node1:4700", "node2:4700", "node3:4700")
        .withTrustedNetwork();
  }

  private void nodes(Simulation sim, List<String> names) {
    for (String name : names) {
      hosts.put(
          name,
          sim.host(
              name,
              () -> {
                var events = new Seen();
                seen.put(name, events);
                long life = ByteBuffer.wrap(Environment.randomBytes(Long.BYTES)).getLong();
                Transport _ = transport(name).join("test", new NodeId(name, life), events);
                sleep(ofHours(10_000));
              }));
    }
  }

  private void run(Simulation sim, AsyncRunnable<Exception> main) throws Exception {
    sim.run(main).valueOrThrow();
  }

  private Simulation simulation(List<String> names) {
    Simulation sim = Simulation.ofSeed(1);
    sim.network().conditions(NetworkConditions.good().withLatency(ofMillis(5)));
    nodes(sim, names);
    return sim;
  }

  private void settle() {
    sleep(ofSeconds(30));
  }

  /** How long it takes until a node sees only some names. */
  private Duration until(String node, List<String> names) {
    Moment begin = Moment.now();
    while (!seen.get(node).names().equals(names)) {
      sleep(ofMillis(10));
    }
    return Moment.now().since(begin);
  }

  @Test
  void a_one_way_cut_makes_both_sides_drop_the_other_and_healing_brings_them_back()
      throws Exception {
    Simulation sim = simulation(List.of("node1", "node2"));
    run(
        sim,
        () -> {
          settle();
          List<String> both = List.of("node1", "node2");
          assertThat(seen.get("node1").names()).isEqualTo(both);
          for (List<String> way : List.of(both, both.reversed())) {
            sim.network().cut(hosts.get(way.getFirst()), hosts.get(way.getLast()));
            assertThat(until("node1", List.of("node1"))).isLessThan(PATIENCE.plusSeconds(3));
            assertThat(until("node2", List.of("node2"))).isLessThan(PATIENCE.plusSeconds(3));
            sleep(ofMinutes(2));
            assertThat(seen.get("node1").names()).containsExactly("node1");
            assertThat(seen.get("node2").names()).containsExactly("node2");
            sim.network().heal();
            assertThat(until("node1", both)).isLessThan(ofSeconds(15));
            assertThat(until("node2", both)).isLessThan(ofSeconds(15));
          }
        });
  }

  @Test
  void a_crashed_host_is_dropped_and_its_next_life_is_another_node() throws Exception {
    Simulation sim = simulation(NAMES);
    run(
        sim,
        () -> {
          settle();
          NodeId first = named("node1", "node2");
          hosts.get("node2").crash(); // its connections stay half-open
          assertThat(until("node1", List.of("node1", "node3")))
              .isGreaterThan(ofSeconds(3))
              .isLessThan(PATIENCE.plusSeconds(3));
          hosts.get("node2").restart();
          assertThat(until("node1", NAMES)).isLessThan(ofSeconds(10));
          assertThat(named("node1", "node2")).isNotEqualTo(first);
          // And one that is back before it is missed: its host resets the old connections.
          hosts.get("node2").crash();
          hosts.get("node2").restart();
          settle();
          for (String each : NAMES) {
            assertThat(seen.get(each).names()).isEqualTo(NAMES);
          }
        });
  }

  private NodeId named(String viewer, String name) {
    return seen.get(viewer).views.getLast().nodes().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_node_that_was_stopped_is_dropped_and_comes_back_in_the_same_life() throws Exception {
    Simulation sim = simulation(NAMES);
    run(
        sim,
        () -> {
          settle();
          NodeId before = named("node1", "node2");
          hosts.get("node2").pause(ofSeconds(60));
          assertThat(until("node1", List.of("node1", "node3"))).isLessThan(PATIENCE.plusSeconds(3));
          sleep(ofSeconds(90));
          assertThat(seen.get("node2").views)
              .anySatisfy(view -> assertThat(view.nodes()).hasSize(1));
          for (String each : NAMES) {
            assertThat(seen.get(each).names()).isEqualTo(NAMES);
          }
          assertThat(named("node1", "node2")).isEqualTo(before);
        });
  }

  @Test
  void a_short_stop_and_a_slow_path_drop_no_node() throws Exception {
    Simulation sim = simulation(NAMES);
    run(
        sim,
        () -> {
          settle();
          int views = seen.get("node1").views.size();
          hosts.get("node2").pause(ofSeconds(3));
          sleep(ofSeconds(30));
          sim.network().conditions(NetworkConditions.good().withLatency(ofMillis(900)));
          sleep(ofMinutes(2));
          assertThat(seen.get("node1").views).hasSize(views);
        });
  }

  @Test
  void a_message_that_takes_longer_than_the_patience_drops_no_node() throws Exception {
    Simulation sim = Simulation.ofSeed(1);
    sim.network().conditions(NetworkConditions.good().withBandwidth(1_000_000));
    List<String> both = List.of("node1", "node2");
    for (String name : both) {
      hosts.put(name, sim.host(name, () -> sendLong(name)));
    }
    run(
        sim,
        () -> {
          sleep(ofMinutes(2));
          for (String name : both) {
            assertThat(seen.get(name).messages).hasSize(1);
            assertThat(seen.get(name).messages.getFirst()).hasSize(LONG);
            assertThat(seen.get(name).views).hasSize(2); // alone, and then both
          }
        });
  }

  private void sendLong(String name) throws Exception {
    var events = new Seen();
    seen.put(name, events);
    var self = new NodeId(name, 1);
    Transport transport = transport(name).withMostBytes(LONG).join("test", self, events);
    events.awaitView("node1", "node2");
    for (NodeId each : events.views.getLast().nodes()) {
      if (!each.equals(self)) {
        transport.send(each, new byte[LONG]);
      }
    }
    sleep(ofHours(10_000));
  }

  /** Whatever happens: no view has a name twice, and when the faults end, all see all. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void after_any_faults_all_see_all_and_messages_were_in_order(long seed) throws Exception {
    Simulation sim = Simulation.of(SimulationOptions.ofSeed(seed).withFaults(FaultMix.drawn()));
    var got = new Order();
    for (String name : NAMES) {
      hosts.put(name, sim.host(name, () -> chat(name, got)));
    }
    run(
        sim,
        () -> {
          sleep(ofSeconds(60));
          sim.endFaults();
          boolean recovered =
              ignoreAfter(
                  ofMinutes(20),
                  () -> {
                    for (String each : NAMES) {
                      until(each, NAMES);
                    }
                  });
          assertThat(recovered).as("all see all again").isTrue();
          assertThat(got.violations).isEmpty();
        });
  }

  static long[] seeds() {
    long first = Long.getLong("sim.seed", 1);
    return LongStream.range(first, first + Integer.getInteger("sim.runs", 20)).toArray();
  }

  /** What each life of a node has sent to another and got from it, in which order. */
  private static final class Order {
    final Map<String, Long> last = new TreeMap<>();
    final List<String> violations = new ArrayList<>();

    /** Numbers grow; they may have gaps only where a view without the sender was seen. */
    void got(NodeId to, NodeId from, long number, boolean afterGap) {
      Long before = last.put(from + " to " + to, number);
      if (before != null && (number <= before || number != before + 1 && !afterGap)) {
        violations.add(number + " after " + before + " of " + from + " to " + to);
      }
    }
  }

  private void chat(String name, Order order) throws Exception {
    long life = ByteBuffer.wrap(Environment.randomBytes(Long.BYTES)).getLong();
    var self = new NodeId(name, life);
    var known = new TreeSet<String>();
    var events =
        new Seen() {
          @Override
          public void onMessage(NodeId from, byte[] message) {
            if (!views.getLast().nodes().contains(from)) {
              order.violations.add("a message of " + from + " that is not in the view");
            }
            long number = ByteBuffer.wrap(message).getLong();
            order.got(self, from, number, known.add(from.toString()));
            super.onMessage(from, new byte[0]);
          }

          @Override
          public void onView(View view) {
            if (view.nodes().stream().map(NodeId::name).distinct().count() != view.nodes().size()) {
              order.violations.add("a name twice: " + view);
            }
            known.removeIf(
                each -> view.nodes().stream().noneMatch(node -> node.toString().equals(each)));
            super.onView(view);
          }
        };
    seen.put(name, events);
    Transport transport = transport(name).join("test", self, events);
    var next = new TreeMap<String, Long>();
    while (true) {
      for (NodeId each : events.views.getLast().nodes()) {
        if (!each.equals(self)) {
          long number = next.merge(each.toString(), 1L, Long::sum);
          transport.send(each, ByteBuffer.allocate(100).putLong(number).array());
        }
      }
      sleep(ofMillis(200));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void the_same_seed_gives_the_same_history(long seed) {
    assertThat(history(seed)).isEqualTo(history(seed));
  }

  private String history(long seed) {
    Simulation sim = Simulation.of(SimulationOptions.ofSeed(seed).withFaults(FaultMix.drawn()));
    nodes(sim, NAMES);
    return sim.run(() -> sleep(ofSeconds(60))).history();
  }
}
