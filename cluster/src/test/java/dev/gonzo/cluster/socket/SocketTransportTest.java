package dev.gonzo.cluster.socket;

import static dev.gonzo.cluster.socket.Nodes.CLUSTER;
import static dev.gonzo.cluster.socket.Nodes.join;
import static dev.gonzo.cluster.socket.Nodes.transport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.cluster.socket.Nodes.Member;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.testing.LogCapture;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that connect over this machine's loopback. */
@Tag("realTime")
class SocketTransportTest {
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void two_nodes_see_each_other_and_messages_arrive_in_order(String kernel) throws Exception {
    Gonzo.run(
        Kernels.of(kernel),
        () -> {
          try (Member one = join("one", transport());
              Member two = join("two", transport(one))) {
            one.seen().awaitView("one", "two");
            two.seen().awaitView("one", "two");
            for (int i = 0; i < 1_000; i++) {
              one.send(two, "m" + i);
              two.send(one, "n" + i);
            }
            two.seen().awaitMessages(1_000);
            one.seen().awaitMessages(1_000);
            assertThat(two.seen().messages).isEqualTo(numbered("m"));
            assertThat(one.seen().messages).isEqualTo(numbered("n"));
            assertThat(two.seen().senders).containsOnly(one.id());
          }
        });
  }

  private static List<String> numbered(String prefix) {
    return IntStream.range(0, 1_000).mapToObj(i -> prefix + i).toList();
  }

  @Test
  void a_node_that_leaves_is_seen_to_leave_after_its_last_message() throws Exception {
    Gonzo.run(() -> {
      try (Member one = join("one", transport())) {
        Member two = join("two", transport(one));
        one.seen().awaitView("one", "two");
        two.seen().awaitView("one", "two");
        String large = "x".repeat(1_000_000);
        two.send(one, large);
        two.close();
        two.close();
        one.seen().awaitView("one");
        assertThat(one.seen().messages).containsExactly(large);
        int views = two.seen().views.size();
        one.send(two, "too late");
        assertThat(two.seen().views).hasSize(views);
        assertThat(two.seen().names()).contains("one"); // nothing is reported after it has left
      }
    });
  }

  @Test
  void what_a_node_has_sent_before_it_leaves_arrives_while_it_is_being_sent_to() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        try (Member one = join("one", transport())) {
          Member two = join("two", transport(one));
          one.seen().awaitView("one", "two");
          two.seen().awaitView("one", "two");
          String message = "x".repeat(50_000);
          Task<?> flood =
              Gonzo.spawn(
                  "flood",
                  () -> {
                    while (one.seen().names().contains("two")) {
                      one.send(two, message);
                      Gonzo.yieldNow();
                    }
                  });
          two.seen().awaitMessages(1);
          for (int i = 0; i < 60; i++) {
            two.send(one, message);
          }
          two.close();
          flood.join();
          assertThat(one.seen().messages).hasSize(60).containsOnly(message);
          awaitLog(log, "two has left: it leaves");
        }
      });
    }
  }

  @Test
  void all_of_three_see_each_other_and_each_can_leave_and_come_back() throws Exception {
    Gonzo.run(() -> {
      try (Member one = join("one", transport());
          Member two = join("two", transport(one));
          Member three = join("three", transport(one, two))) {
        for (Member each : List.of(one, two, three)) {
          each.seen().awaitView("one", "three", "two");
        }
        two.close();
        one.seen().awaitView("one", "three");
        three.seen().awaitView("one", "three");
        try (Member again = join(CLUSTER, new NodeId("two", 2), transport(one, three))) {
          for (Member each : List.of(one, again, three)) {
            each.seen().awaitView("one", "three", "two");
            assertThat(each.seen().views.getLast().nodes()).contains(new NodeId("two", 2));
          }
        }
      }
    });
  }

  @Test
  void a_node_whose_kernel_ends_has_left() throws Exception {
    Gonzo.run(() -> {
      try (Member one = join("one", transport())) {
        SocketTransport other = transport(one);
        Gonzo.runInThread(() ->
            Gonzo.run(() -> {
              Member two = join("two", other);
              two.seen().awaitView("one", "two");
            }));
        one.seen().await(() -> one.seen().views.size() >= 3);
        assertThat(one.seen().names()).containsExactly("one");
      }
    });
  }

  @Test
  void a_message_that_is_too_long_is_refused_and_the_longest_arrives() throws Exception {
    Gonzo.run(() -> {
      try (Member one = join("one", transport().withMostBytes(2_000));
          Member two = join("two", transport(one).withMostBytes(2_000))) {
        two.seen().awaitView("one", "two");
        assertThat(two.node().mostBytes()).isEqualTo(2_000);
        assertThatThrownBy(() -> two.send(one, "x".repeat(2_001)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("a message has at most 2000 bytes, not 2001");
        two.send(one, "x".repeat(2_000));
        two.send(one, "");
        one.seen().awaitMessages(2);
        assertThat(one.seen().messages).containsExactly("x".repeat(2_000), "");
      }
    });
  }

  @Test
  void a_node_with_a_name_that_is_taken_is_kept_out_until_the_first_has_left() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        Member one = join("one", transport());
        try (Member first = join("two", transport(one))) {
          one.seen().awaitView("one", "two");
          try (Member second = join(CLUSTER, new NodeId("two", 2), transport(one, first))) {
            awaitLog(log, "another node that is connected has its name");
            assertThat(one.seen().views.getLast().nodes()).contains(first.id());
            assertThat(second.seen().names()).containsExactly("two");
            first.close();
            second.seen().awaitView("one", "two");
          }
        } finally {
          one.close();
        }
      });
    }
  }

  @Test
  void other_clusters_secrets_and_limits_are_kept_out_with_a_reason() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        try (Member one = join("one", transport().withSecret("0123456789abcdef"))) {
          try (Member other =
              join("other", new NodeId("two", 1), transport(one).withSecret("0123456789abcdef"))) {
            awaitLog(log, "belongs to another cluster");
            assertThat(other.seen().names()).containsExactly("two");
          }
          for (var wrong : List.of(transport(one), transport(one).withSecret("0123456789abcdeF"))) {
            try (Member two = join("two", wrong)) {
              awaitLog(log, "it does not know the secret of the cluster");
              assertThat(two.seen().names()).containsExactly("two");
            }
          }
          var limited = transport(one).withSecret("0123456789abcdef").withMostBytes(5_000);
          try (Member two = join("two", limited)) {
            awaitLog(log, "withMostBytes must be the same on all nodes");
            assertThat(two.seen().names()).containsExactly("two");
          }
          assertThat(one.seen().views).hasSize(1);
          try (Member two = join("two", transport(one).withSecret("0123456789abcdef"))) {
            two.seen().awaitView("one", "two");
          }
        }
      });
      assertThat(String.join("\n", log.messages())).doesNotContain("0123456789abcde");
    }
  }

  @Test
  void what_fails_in_one_connection_ends_no_other() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        var failing = new Failing();
        NodeId id = new NodeId("one", 1);
        try (Member one = new Member(id, transport().joined(CLUSTER, id, failing), failing);
            Member three = join("three", transport(one))) {
          one.seen().awaitView("one", "three");
          failing.atViewOf = "two";
          try (Member two = join("two", transport(one))) {
            awaitLog(log, "has failed by a defect");
            one.seen().awaitView("one", "three", "two");
            two.seen().awaitView("one", "two");
            int views = one.seen().views.size();
            two.send(one, "bad");
            one.seen().await(() -> one.seen().views.size() >= views + 2);
            one.seen().awaitView("one", "three", "two");
            three.send(one, "good");
            one.seen().awaitMessages(1);
            assertThat(one.seen().messages).containsExactly("good");
            assertThat(three.seen().views).hasSize(2);
          }
        }
      });
    }
  }

  /** Has defects. */
  private static final class Failing extends Seen {
    private String atViewOf = "";

    @Override
    public void onMessage(NodeId from, byte[] message) {
      if (message.length == "bad".length()) {
        throw new IllegalStateException("a message");
      }
      super.onMessage(from, message);
    }

    @Override
    public void onView(View view) {
      String failingAt = atViewOf;
      if (view.nodes().stream().anyMatch(each -> each.name().equals(failingAt))) {
        atViewOf = "";
        throw new IllegalStateException("a view");
      }
      super.onView(view);
    }
  }

  /** Waits for a line of the log; removes nothing, and counts on nothing else. */
  static void awaitLog(LogCapture log, String part) {
    while (log.messages().stream().noneMatch(each -> each.contains(part))) {
      Gonzo.sleep(Duration.ofMillis(5));
    }
  }

  @Test
  void what_is_not_on_this_machine_needs_tls_and_a_secret() throws Exception {
    Gonzo.run(() -> {
      var id = new NodeId("one", 1);
      assertThatThrownBy(() -> SocketTransport.of("0.0.0.0", 0).join(CLUSTER, id, new Seen()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "0.0.0.0 is not an address of this machine's loopback, and the connections have"
                  + " neither TLS nor a secret: add withTls(...) and withSecret(...), or"
                  + " withTrustedNetwork() if the network itself encrypts");
      assertThatThrownBy(() ->
              SocketTransport.of("127.0.0.1", 0, "192.0.2.1:4700")
                  .withSecret("0123456789abcdef")
                  .join(CLUSTER, id, new Seen()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("192.0.2.1 is not")
          .hasMessageContaining("have no TLS: add withTls(...), or");
      SocketTransport.of("0.0.0.0", 0).withTrustedNetwork().join(CLUSTER, id, new Seen()).leave();
    });
  }

  @Test
  void options_are_checked_and_do_not_show_the_secret() {
    assertThatThrownBy(() -> SocketTransport.of("localhost", 4700, "other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a member is HOST:PORT");
    assertThatThrownBy(() -> SocketTransport.of("localhost", 4700, "::1:4700"))
        .hasMessageContaining("put the address of IPv6 into brackets: [::1]:4700");
    assertThatThrownBy(() -> SocketTransport.of("localhost", 70_000))
        .hasMessageContaining("between 0 and 65535");
    var transport = SocketTransport.of("localhost", 4700, "localhost:4700", "[::1]:4701");
    assertThatThrownBy(() -> transport.withSecret("short")).hasMessageContaining("16 bytes");
    assertThatThrownBy(() -> transport.withHeartbeat(Duration.ofSeconds(1), Duration.ofSeconds(2)))
        .hasMessageContaining("at least three periods");
    assertThatThrownBy(() -> transport.withMostBytes(10)).hasMessageContaining("1024 bytes");
    assertThatThrownBy(() -> transport.withSendBuffer(10, Duration.ofSeconds(1)))
        .hasMessageContaining("room for the longest message");
    assertThatThrownBy(() -> transport.withHandshakesAtOnce(0)).hasMessageContaining("at least 1");
    assertThat(transport.withSecret("0123456789abcdef").toString())
        .isEqualTo(
            "SocketTransport[localhost:4700, members [[::1]:4701], heartbeat PT1S, patience PT5S,"
                + " at most 1048576 bytes, no TLS, a secret]");
  }
}
