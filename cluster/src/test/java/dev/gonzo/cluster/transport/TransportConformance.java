package dev.gonzo.cluster.transport;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a cluster relies on in each transport. A subclass says how three nodes are connected. */
@Tag("realTime")
public abstract class TransportConformance {
  /** Returns how the node with this number, 0 to 2, joins: the three find each other. */
  protected abstract Transport.Connector connector(int node) throws IOException;

  /** Returns the kernel to run on. */
  protected Kernel kernel() {
    return Kernels.of();
  }

  private long lives = 1;

  private final class Node {
    final NodeId self;
    final Seen seen = new Seen();
    final Transport transport;

    Node(int number) throws IOException {
      self = new NodeId("node" + number, lives++);
      transport = connector(number).join("test", self, seen);
    }

    void awaitNames(String... names) {
      Seen.await(() -> seen.names().equals(List.of(names)));
    }

    void send(Node to, String text) {
      transport.send(to.self, text.getBytes(UTF_8));
    }
  }

  private interface Body {
    void run(Node first, Node second) throws Exception;
  }

  private void withTwo(Body body) throws Exception {
    run(
        kernel(),
        () -> {
          var first = new Node(0);
          try {
            var second = new Node(1);
            try {
              first.awaitNames("node0", "node1");
              second.awaitNames("node0", "node1");
              body.run(first, second);
              assertThat(first.seen.overlapped() || second.seen.overlapped()).isFalse();
            } finally {
              second.transport.leave();
            }
          } finally {
            first.transport.leave();
          }
        });
  }

  @Test
  void nodes_see_each_other_and_the_one_that_leaves() throws Exception {
    withTwo((first, second) -> {
      var third = new Node(2);
      third.awaitNames("node0", "node1", "node2");
      first.awaitNames("node0", "node1", "node2");
      assertThat(third.seen.views().getLast().nodes())
          .containsExactlyInAnyOrder(first.self, second.self, third.self);
      third.transport.leave();
      third.transport.leave();
      first.awaitNames("node0", "node1");
      second.awaitNames("node0", "node1");
    });
  }

  @Test
  void the_first_view_of_a_node_contains_it() throws Exception {
    withTwo((first, second) ->
        assertThat(second.seen.views().getFirst().nodes()).contains(second.self));
  }

  @Test
  void messages_arrive_in_their_order_in_both_directions() throws Exception {
    withTwo((first, second) -> {
      var sent = new ArrayList<String>();
      for (int i = 0; i < 500; i++) {
        first.send(second, "m" + i);
        second.send(first, "m" + i);
        sent.add("m" + i);
      }
      Seen.await(() -> first.seen.messages().size() >= 500 && second.seen.messages().size() >= 500);
      assertThat(second.seen.messages())
          .containsExactlyElementsOf(sent.stream().map(text -> "node0:" + text).toList());
      assertThat(first.seen.messages())
          .containsExactlyElementsOf(sent.stream().map(text -> "node1:" + text).toList());
    });
  }

  @Test
  void a_long_message_arrives_whole_and_an_empty_one_too() throws Exception {
    withTwo((first, second) -> {
      assertThat(first.transport.mostBytes()).isGreaterThanOrEqualTo(1_024);
      String longest = "x".repeat(Math.min(first.transport.mostBytes(), 1 << 20));
      first.send(second, longest);
      first.send(second, "");
      first.send(second, "end");
      Seen.await(() -> second.seen.messages().size() == 3);
      assertThat(second.seen.messages()).containsExactly("node0:" + longest, "node0:", "node0:end");
    });
  }

  @Test
  void a_message_that_is_too_long_is_refused() throws Exception {
    withTwo((first, second) -> {
      byte[] tooLong = new byte[first.transport.mostBytes() + 1];
      assertThatThrownBy(() -> first.transport.send(second.self, tooLong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(tooLong.length));
    });
  }

  @Test
  void a_message_to_a_node_that_is_not_there_is_dropped() throws Exception {
    withTwo((first, second) -> {
      first.transport.send(new NodeId("stranger", 7), new byte[] {1});
      first.transport.send(new NodeId("node1", 12_345), new byte[] {1}); // another life of it
      first.send(second, "after");
      Seen.await(() -> !second.seen.messages().isEmpty());
      assertThat(second.seen.messages()).containsExactly("node0:after");
    });
  }

  @Test
  void a_node_that_comes_back_has_another_life() throws Exception {
    withTwo((first, second) -> {
      var before = new Node(2);
      first.awaitNames("node0", "node1", "node2");
      before.transport.leave();
      first.awaitNames("node0", "node1");
      var after = new Node(2);
      Seen.await(() -> first.seen.views().getLast().nodes().contains(after.self));
      Seen.await(() -> after.seen.names().size() == 3);
      first.transport.send(before.self, "for the other".getBytes(UTF_8));
      first.send(after, "for this one");
      Seen.await(() -> !after.seen.messages().isEmpty());
      assertThat(after.seen.messages()).containsExactly("node0:for this one");
      after.transport.leave();
    });
  }

  @Test
  void a_node_that_has_left_sends_and_hears_nothing() throws Exception {
    withTwo((first, second) -> {
      var third = new Node(2);
      third.awaitNames("node0", "node1", "node2");
      Seen.await(() -> second.seen.names().size() == 3);
      third.transport.leave();
      int views = third.seen.views().size();
      third.send(first, "from the one that left");
      first.awaitNames("node0", "node1");
      first.transport.send(third.self, new byte[] {1});
      second.send(first, "last");
      Seen.await(() -> !first.seen.messages().isEmpty());
      assertThat(first.seen.messages()).containsExactly("node1:last");
      assertThat(third.seen.messages()).isEmpty();
      assertThat(third.seen.views()).hasSize(views);
    });
  }
}
