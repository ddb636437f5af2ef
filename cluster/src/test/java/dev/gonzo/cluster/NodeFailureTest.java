package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.cluster.OnKernels.on;
import static dev.gonzo.cluster.Workshop.failureOf;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.cluster.OnKernels.OnEach;
import dev.gonzo.cluster.transport.MemoryNetwork;
import java.util.List;
import java.util.function.Consumer;

/** A node that cannot go on leaves, and says why; a slow one holds up no other. */
class NodeFailureTest {
  private static void assertLeaves(
      String kernel, Consumer<FailingTransport> fault, Class<? extends Throwable> cause)
      throws Exception {
    on(
        kernel,
        () -> {
          var shop = new Workshop();
          var transport = new FailingTransport(shop.network);
          var a =
              Cluster.join(
                  "calc", ClusterOptions.of(transport).withNode("a").serving(shop.echo, shop.slow));
          Cluster b = shop.join("b");
          Workshop.link(List.of(a, b));
          Task<String> toIt = b.spawn(a.self(), shop.slow, "x");
          shop.begun.await();
          Task<String> fromIt = a.spawn(b.self(), shop.hang, "y");
          shop.ended.clear();
          Task<?> waiting = spawn(() -> a.awaitNodes(7));
          while (shop.log.size() < 2) {
            sleep(ofSeconds(1));
          }
          fault.accept(transport);
          // Something has to be sent.
          Task<String> another = a.spawn(b.self(), shop.echo, "z");
          assertThat(failureOf(waiting))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("has failed")
              .hasCauseInstanceOf(cause);
          assertThat(failureOf(toIt)).isInstanceOf(NodeLostException.class);
          assertThat(failureOf(fromIt)).isInstanceOf(NodeLostException.class);
          assertThat(failureOf(another)).isNotNull();
          shop.ended.await();
          while (b.nodes().size() > 1) {
            sleep(ofSeconds(1));
          }
          assertThat(transport.left).isPositive();
          assertThatThrownBy(() -> a.call(a.self(), shop.echo, "z"))
              .isInstanceOf(IllegalStateException.class)
              .hasCauseInstanceOf(cause);
          assertThat(ignoreAfter(ofSeconds(5), a::close)).as("close() has ended").isTrue();
          shop.close();
        });
  }

  @OnEach
  void a_node_whose_transport_fails_leaves(String kernel) throws Exception {
    assertLeaves(
        kernel,
        transport -> transport.failure = new OutOfMemoryError("on purpose"),
        OutOfMemoryError.class);
  }

  @OnEach
  void a_node_that_cannot_handle_what_arrives_leaves(String kernel) throws Exception {
    assertLeaves(kernel, FailingTransport::reportNonsense, NullPointerException.class);
  }

  @OnEach
  void a_slow_node_does_not_hold_up_the_frames_for_others(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          var network = new MemoryNetwork();
          var shop = new Workshop(network);
          var transport = new FailingTransport(network);
          var a = Cluster.join("calc", ClusterOptions.of(transport).withNode("a"));
          Cluster b = shop.join("b");
          Cluster c = shop.join("c");
          Workshop.link(List.of(a, b, c));
          transport.slow = "b";
          Task<String> stuck = a.spawn(b.self(), shop.echo, "x");
          for (int i = 0; i < 100; i++) {
            assertThat(a.call(c.self(), shop.echo, "y" + i)).isEqualTo("y" + i);
          }
          assertThat(stuck.outcome()).isEmpty();
          stuck.cancel();
          assertThat(ignoreAfter(ofMinutes(5), a::close)).as("close() has ended").isTrue();
          shop.close();
        });
  }
}
