package dev.gonzo.cluster.socket;

import static dev.gonzo.cluster.socket.Nodes.CLUSTER;
import static dev.gonzo.cluster.socket.Nodes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.cluster.socket.Nodes.Member;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;
import dev.gonzo.sim.Simulation;
import dev.gonzo.testing.LogCapture;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is said before the proof may come from a stranger. */
class UnprovenRefusalsTest {
  private static final String SECRET = "0123456789abcdef";

  private static void simulated(AsyncRunnable<Exception> program) throws Exception {
    Simulation.ofSeed(1).run(program).valueOrThrow();
  }

  @Test
  void a_stranger_that_refuses_ends_no_attempt_to_connect_for_ever() throws Exception {
    for (Refusal each : Refusal.values()) {
      simulated(() -> {
        try (Listener stranger = Tcp.listen("127.0.0.1", 0)) {
          var known =
              SocketTransport.of("127.0.0.1", 0, "127.0.0.1:" + stranger.localAddress().getPort())
                  .withSecret(SECRET);
          try (Member one = join("one", known)) {
            for (int attempt = 0; attempt < 2; attempt++) {
              try (var socket = stranger.accept()) {
                socket.writeAll(new byte[] {0, 2, 4, each.number()});
                var greeting = new byte[1_024];
                while (socket.read(greeting) >= 0) {}
              }
            }
            assertThat(one.seen().names()).containsExactly("one");
          }
        }
      });
    }
  }

  @Test
  void a_node_that_has_itself_in_its_list_does_not_try_for_ever() throws Exception {
    try (var log = LogCapture.open()) {
      simulated(() -> {
        // The same address, in another spelling.
        var transport = SocketTransport.of("127.0.0.1", 4_700, "localhost:4700");
        try (Member one = join("one", transport.withSecret(SECRET))) {
          Gonzo.sleep(Duration.ofMinutes(1));
          assertThat(one.seen().views).hasSize(1);
        }
      });
      // Once for each side of the connection.
      assertThat(log.messages())
          .filteredOn(each -> each.contains(Refusal.SELF.text()))
          .hasSizeLessThan(3);
      assertThat(log.messages()).noneMatch(each -> each.contains("is not reached"));
    }
  }

  /** A stranger gets the same answer, whatever it claims to be. */
  @Test
  void a_stranger_does_not_learn_what_a_node_objects_to() throws Exception {
    simulated(() -> {
      var transport = Nodes.transport().withSecret(SECRET);
      try (Member one = join("one", transport);
          Member two = join("two", Nodes.transport(one).withSecret(SECRET))) {
        one.seen().awaitView("one", "two");
        for (UnaryOperator<Greeting> claim : claims(two)) {
          assertThatThrownBy(() -> greet(one, claim, "another secret, 16"))
              .hasMessageContaining(Refusal.SECRET.text());
        }
        assertThatThrownBy(() -> greet(one, claims(two).getFirst(), SECRET))
            .hasMessageContaining(Refusal.CLUSTER.text());
      }
    });
  }

  private static List<UnaryOperator<Greeting>> claims(Member taken) {
    return List.of(
        own -> new Greeting("other", own.node(), own.mostBytes(), own.nonce()),
        own -> new Greeting(CLUSTER, own.node(), 5_000, own.nonce()),
        own -> new Greeting(CLUSTER, new NodeId("one", 1), own.mostBytes(), own.nonce()),
        own ->
            new Greeting(CLUSTER, new NodeId(taken.id().name(), 2), own.mostBytes(), own.nonce()));
  }

  private static void greet(Member member, UnaryOperator<Greeting> claim, String secret)
      throws Exception {
    try (var stranger = new Stranger(member)) {
      stranger.shakeHands(claim, secret);
    }
  }
}
