package dev.gonzo.cluster.jgroups;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.cluster.Cluster;
import dev.gonzo.cluster.ClusterOptions;
import dev.gonzo.cluster.NodeLostException;
import dev.gonzo.cluster.Remote;
import dev.gonzo.cluster.RemoteFailure;
import dev.gonzo.cluster.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of a whole cluster that reach each other through JGroups, in one JVM. */
@Tag("realTime")
class JGroupsClusterTest {
  private final List<String> log = new ArrayList<>();
  private final int[] ports = Waiting.freePorts(2);
  @TempDir private Path directory;

  private final Remote<String, String> echo =
      Remote.of(
          "echo/1",
          String.class,
          String.class,
          text -> {
            log.add("echo " + text.length());
            return text;
          });

  private final Remote<String, Void> hang =
      Remote.of(
          "hang/1",
          String.class,
          Void.class,
          text -> {
            log.add("begun " + text);
            try {
              sleep(Duration.ofDays(1000));
              return null;
            } finally {
              log.add("ended " + text);
            }
          });

  JGroupsClusterTest() throws IOException {}

  @AfterEach
  void heal() {
    CutProtocol.heal();
  }

  private interface Body {
    void run(Cluster a, Cluster b) throws Exception;
  }

  private void withTwo(Transport.Connector first, Transport.Connector second, Body body)
      throws Exception {
    run(() -> {
      try (var a = Cluster.join("calc", options(first, "a"));
          var b = Cluster.join("calc", options(second, "b"))) {
        a.awaitNodes(2);
        b.awaitNodes(2);
        body.run(a, b);
      }
      return null;
    });
  }

  private ClusterOptions options(Transport.Connector transport, String node) {
    return ClusterOptions.of(transport).withNode(node).withGrace(Duration.ZERO).serving(echo, hang);
  }

  private Transport.Connector plain(int node) {
    return JGroupsTransport.of(
            "127.0.0.1",
            ports[node],
            Arrays.stream(ports).mapToObj(p -> new InetSocketAddress("127.0.0.1", p)).toList())
        .withPatience(Duration.ofSeconds(20));
  }

  /** A node that {@link CutProtocol} can cut off, with a file of protocols. */
  private Transport.Connector cuttable(int node, String name) throws IOException {
    String protocols =
        """
        <config xmlns="urn:org:jgroups">
          <TCP bind_addr="127.0.0.1" bind_port="%d" port_range="0" diag.enabled="false"/>
          <dev.gonzo.cluster.jgroups.CutProtocol node="%s"/>
          <TCPPING initial_hosts="127.0.0.1[%d],127.0.0.1[%d]" port_range="0"/>
          <MERGE3 min_interval="500" max_interval="1000"/>
          <FD_ALL3 interval="5000" timeout="60000"/>
          <VERIFY_SUSPECT2 timeout="500"/>
          <pbcast.NAKACK2 use_mcast_xmit="false"/>
          <UNICAST3/>
          <pbcast.STABLE/>
          <pbcast.GMS join_timeout="1000" leave_timeout="1000" print_local_addr="false"/>
          <FRAG2 frag_size="60000"/>
        </config>
        """
            .formatted(ports[node], name, ports[0], ports[1]);
    Path file = Files.writeString(directory.resolve(name + ".xml"), protocols);
    return JGroupsTransport.configured(file);
  }

  private static Throwable failureOf(Task<?> task) {
    return switch (task.awaitEnd()) {
      case Outcome.Failure<?>(Throwable cause) -> cause;
      case Outcome.Cancellation<?>(Cancelled cancelled) -> cancelled;
      case Outcome.Success<?>(var value) -> throw new AssertionError("it returned " + value);
    };
  }

  @Test
  void nodes_call_each_other_with_short_and_long_values() throws Exception {
    withTwo(
        plain(0),
        plain(1),
        (a, b) -> {
          String text = "x".repeat(500_000);
          assertThat(a.call(b.self(), echo, text)).isEqualTo(text);
          var calls = new ArrayList<Task<String>>();
          for (int i = 0; i < 100; i++) {
            calls.add(a.spawn(b.self(), echo, "for b " + i));
            calls.add(b.spawn(a.self(), echo, "for a " + i));
          }
          for (int i = 0; i < 100; i++) {
            assertThat(calls.get(2 * i).join()).isEqualTo("for b " + i);
            assertThat(calls.get(2 * i + 1).join()).isEqualTo("for a " + i);
          }
          assertThat(log).hasSize(201);
          assertThatThrownBy(() ->
                  a.call(b.self(), Remote.of("no/1", Void.class, Void.class, _ -> null), null))
              .isInstanceOf(RemoteFailure.class)
              .hasMessageContaining("does not serve \"no/1\"; it serves echo/1, hang/1");
        });
  }

  @Test
  void a_cancelled_call_has_ended_on_the_other_node() throws Exception {
    withTwo(
        plain(0),
        plain(1),
        (a, b) -> {
          Task<Void> call = a.spawn(b.self(), hang, "x");
          Waiting.until(() -> log.contains("begun x"));
          call.cancel("enough");
          assertThat(log).containsExactly("begun x", "ended x");
          assertThat(failureOf(call)).isInstanceOf(Cancelled.class).hasMessageContaining("enough");
        });
  }

  @Test
  void a_node_that_leaves_ends_what_it_runs_and_what_it_awaits() throws Exception {
    withTwo(
        plain(0),
        plain(1),
        (a, b) -> {
          Task<Void> there = a.spawn(b.self(), hang, "for a");
          Task<Void> here = b.spawn(a.self(), hang, "for b");
          Waiting.until(() -> log.size() == 2);
          b.close();
          assertThat(failureOf(there))
              .isInstanceOfSatisfying(
                  NodeLostException.class, lost -> assertThat(lost.mayHaveRun()).isTrue());
          assertThat(failureOf(here)).isInstanceOf(NodeLostException.class);
          Waiting.until(() -> log.contains("ended for a") && log.contains("ended for b"));
          Waiting.until(() -> a.nodes().equals(List.of(a.self())));
        });
  }

  @Test
  void calls_into_a_partition_are_lost_and_those_that_arrive_after_it_are_dropped()
      throws Exception {
    var late = new EarlierFrames(cuttable(1, "b"), 100, _ -> {});
    withTwo(
        cuttable(0, "a"),
        late,
        (a, b) -> {
          Task<Void> running = b.spawn(a.self(), hang, "before");
          Waiting.until(() -> log.contains("begun before"));
          CutProtocol.cut("b");
          Task<String> sent = a.spawn(b.self(), echo, "into the partition");
          for (Task<?> call : List.of(running, sent)) {
            assertThat(failureOf(call))
                .isInstanceOfSatisfying(
                    NodeLostException.class, lost -> assertThat(lost.mayHaveRun()).isTrue());
          }
          Waiting.until(() -> b.nodes().equals(List.of(b.self())));
          Waiting.until(() -> log.contains("ended before"));
          CutProtocol.heal();
          a.awaitNodes(2);
          b.awaitNodes(2);
          assertThat(a.call(b.self(), echo, "again")).isEqualTo("again");
          assertThat(b.call(a.self(), echo, "again")).isEqualTo("again");
          // A message of the lost connection arrives.
          Waiting.until(() -> late.count() > 0);
          assertThat(a.call(b.self(), echo, "again")).isEqualTo("again");
          assertThat(log).doesNotContain("echo " + "into the partition".length());
        });
  }
}
