package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.cluster.OnKernels.on;
import static dev.gonzo.cluster.Workshop.failureOf;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.cluster.OnKernels.OnEach;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes that come, go, leave, and are too few; names; and calls that move to another node. */
class MembershipTest {
  private static final List<String> THREE = List.of("a", "b", "c");

  @OnEach
  void nodes_come_and_go(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a");
            try (var changes = a.changes()) {
              var b = shop.join("b");
              assertThat(changes.receive()).isEqualTo(new NodeChange.Joined(b.self()));
              assertThat(a.nodes()).containsExactly(a.self(), b.self());
              b.close();
              assertThat(changes.receive()).isEqualTo(new NodeChange.Left(b.self()));
              assertThat(a.nodes()).containsExactly(a.self());
              assertThatThrownBy(() -> shop.join("a"))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining("has a node named a already");
            }
          }
        });
  }

  @OnEach
  void names_are_found_on_all_nodes_until_they_are_closed(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(THREE, options -> options);
            Cluster a = nodes.get(0);
            Cluster b = nodes.get(1);
            assertThat(a.find("desk")).isEmpty();
            Task<List<Node>> waiting = spawn(() -> a.await("desk"));
            var first = b.register("desk");
            var second = b.register("desk");
            assertThat(waiting.join()).containsExactly(b.self());
            var own = a.register("desk");
            assertThat(a.find("desk")).containsExactly(a.self(), b.self());
            first.close();
            first.close();
            own.close();
            sleep(ofSeconds(1));
            assertThat(a.find("desk")).containsExactly(b.self());
            second.close();
            sleep(ofSeconds(1));
            assertThat(nodes.get(2).find("desk")).isEmpty();
            var _ = b.register("late");
            var d = shop.join("d");
            assertThat(d.await("late")).containsExactly(b.self());
            shop.network.crash("b");
            while (!d.find("late").isEmpty()) {
              sleep(ofSeconds(1));
            }
          }
        });
  }

  // ---------------------------------------------------------------- quorum

  @OnEach
  void a_minority_refuses_calls_and_cancels_those_that_run(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(THREE, options -> options.withQuorum(2));
            Cluster a = nodes.get(0);
            Cluster b = nodes.get(1);
            Cluster c = nodes.get(2);
            Task<String> toMinority = b.spawn(a.self(), shop.hang, "on a");
            Task<String> ofMinority = a.spawn(b.self(), shop.hang, "on b");
            Task<String> ofItself = a.spawn(a.self(), shop.hang, "of a");
            while (shop.log.size() < 3) {
              sleep(ofSeconds(1));
            }
            shop.network.partition(List.of("a"), List.of("b", "c"));
            assertThat(failureOf(toMinority)).isInstanceOf(NodeLostException.class);
            assertThat(failureOf(ofMinority)).isInstanceOf(NodeLostException.class);
            assertThat(failureOf(ofItself))
                .isInstanceOfSatisfying(
                    NoQuorumException.class, none -> assertThat(none.mayHaveRun()).isTrue());
            assertThat(shop.log).contains("ended on a", "ended on b", "ended of a");
            assertThatThrownBy(() -> a.call(a.self(), shop.echo, "x"))
                .isInstanceOf(NoQuorumException.class)
                .hasMessage("this node sees 1 node, and its quorum is 2: wait with awaitNodes(2)");
            assertThat(b.call(c.self(), shop.echo, "y")).isEqualTo("y");
            shop.network.heal();
            a.awaitNodes(3);
            assertThat(a.call(b.self(), shop.echo, "z")).isEqualTo("z");
          }
        });
  }

  @OnEach
  void a_node_without_quorum_starts_nothing_for_one_that_has_it(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(THREE, options -> options.withQuorum(2));
            Cluster a = nodes.get(0);
            Cluster b = nodes.get(1);
            // Its own quorum is 3, as in a cluster whose options differ.
            Cluster d = shop.join("d", options -> options.withQuorum(5));
            Workshop.link(List.of(a, b, d));
            assertThatThrownBy(() -> a.call(d.self(), shop.echo, "x"))
                .isInstanceOfSatisfying(
                    NodeLostException.class, lost -> assertThat(lost.mayHaveRun()).isFalse())
                .hasMessageContaining("fewer nodes than its quorum");
            assertThat(shop.log).isEmpty();
          }
        });
  }

  // ---------------------------------------------------------------- supervision

  @OnEach
  void a_call_moves_to_another_node_when_one_is_lost(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(List.of("b", "c"), options -> options);
            Cluster a = Cluster.join("calc", ClusterOptions.of(shop.network).withNode("a"));
            Workshop.link(List.of(nodes.get(0), nodes.get(1), a));
            Task<String> call = a.spawnAny(shop.slow.repeatable(), "x");
            shop.begun.await();
            shop.begun.clear();
            shop.network.crash("b");
            shop.begun.await();
            shop.mayEnd.set();
            assertThat(call.join()).isEqualTo("x");
            assertThat(shop.log).filteredOn("begun x"::equals).hasSize(2);
            a.close();
          }
        });
  }

  private static Remote<String, String> where(String answer) {
    return Remote.of("where/1", String.class, String.class, _ -> answer);
  }

  @OnEach
  void calls_to_any_node_take_turns_and_end_when_no_node_is_left(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a");
            var b = shop.join("b", options -> options.serving(where("b")));
            var c = shop.join("c", options -> options.serving(where("c")));
            Workshop.link(List.of(a, b, c));
            Repeatable<String, String> where = where("").repeatable();
            var answers = new ArrayList<String>();
            for (int i = 0; i < 4; i++) {
              answers.add(a.callAny(where, ""));
            }
            assertThat(answers).containsExactly("b", "c", "b", "c");
            Remote<String, String> none =
                Remote.of("none/1", String.class, String.class, text -> text);
            Moment before = Moment.now();
            assertThatThrownBy(() -> a.callAny(none.repeatable(), "x"))
                .isInstanceOf(NodeLostException.class)
                .hasMessageContaining("no node is left that serves none/1");
            assertThat(Moment.now().since(before)).isEqualTo(ofSeconds(30));
          }
        });
  }

  // ---------------------------------------------------------------- 12

  @OnEach
  void edge_12_a_node_that_leaves_ends_what_runs_and_takes_nothing_new(String kernel)
      throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(List.of("a", "b"), options -> options);
            Cluster a = nodes.get(0);
            Cluster b = nodes.get(1);
            Task<String> running = a.spawn(b.self(), shop.slow, "x");
            shop.begun.await();
            Task<Void> closing =
                spawn(() -> {
                  b.close();
                  return null;
                });
            sleep(ofSeconds(1));
            assertThatThrownBy(() -> a.call(b.self(), shop.echo, "y"))
                .isInstanceOfSatisfying(
                    NodeLostException.class, lost -> assertThat(lost.mayHaveRun()).isFalse())
                .hasMessageContaining("it is leaving");
            assertThat(a.nodes()).hasSize(2);
            shop.mayEnd.set();
            assertThat(running.join()).isEqualTo("x");
            closing.join();
            while (a.nodes().size() > 1) {
              sleep(ofSeconds(1));
            }
            assertThatThrownBy(() -> b.call(a.self(), shop.echo, "z"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the cluster is closed");
            b.close();
          }
        });
  }

  @OnEach
  void edge_12_after_the_grace_what_runs_is_cancelled_and_reported(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes =
                shop.join(List.of("a", "b"), options -> options.withGrace(ofSeconds(7)));
            Task<String> running = nodes.get(0).spawn(nodes.get(1).self(), shop.hang, "x");
            shop.begun.await();
            Moment before = Moment.now();
            nodes.get(1).close();
            assertThat(Moment.now().since(before)).isEqualTo(ofSeconds(7));
            assertThat(failureOf(running))
                .isInstanceOfSatisfying(
                    NodeLostException.class, lost -> assertThat(lost.mayHaveRun()).isTrue())
                .hasMessageContaining("it is leaving");
            assertThat(shop.log).containsExactly("begun x", "ended x");
          }
        });
  }

  @OnEach
  void edge_12_a_cancelled_block_leaves_without_grace_and_own_calls_end(String kernel)
      throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a");
            var own = new ArrayList<Task<String>>();
            Task<Void> block =
                spawn(() -> {
                  try (var b =
                      Cluster.join(
                          "calc",
                          ClusterOptions.of(shop.network).withNode("b").serving(shop.hang))) {
                    Workshop.link(List.of(a, b));
                    own.add(b.spawn(a.self(), shop.hang, "own"));
                    a.call(b.self(), shop.hang, "x");
                  }
                  return null;
                });
            while (shop.log.size() < 2) {
              sleep(ofSeconds(1));
            }
            Moment before = Moment.now();
            block.cancel();
            assertThat(Moment.now().since(before)).isLessThan(Duration.ofMillis(500));
            assertThat(failureOf(own.getFirst())).isInstanceOf(NodeLostException.class);
            while (shop.log.size() < 4) {
              sleep(ofSeconds(1));
            }
            assertThat(shop.log).contains("ended own", "ended x");
          }
        });
  }
}
