package dev.gonzo.cluster.socket;

import static dev.gonzo.cluster.socket.Nodes.join;
import static dev.gonzo.cluster.socket.Nodes.transport;
import static dev.gonzo.cluster.socket.SocketTransportTest.awaitLog;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.cluster.socket.Nodes.Member;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.sim.Simulation;
import dev.gonzo.testing.LogCapture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Edge 14: what comes from a peer that is no node, or no good one. */
@Tag("realTime")
class HostilePeersTest {
  private static final String SECRET = "0123456789abcdef";

  @Test
  void bytes_that_are_no_handshake_close_the_connection_with_a_reason() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        try (Member one = join("one", transport())) {
          refused(
              one, log, "a part of a handshake with", "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
          refused(one, log, "with 0 bytes", new byte[] {0, 0});
          refused(one, log, "with 65535 bytes", new byte[] {-1, -1});
          refused(one, log, "part 9 of a handshake instead of 1", new byte[] {0, 1, 9});
          refused(one, log, "a damaged greeting", new byte[] {0, 6, 1, 'G', 'N', 'Z', 'C', 1});
          refused(one, log, "another version", new byte[] {0, 6, 1, 'G', 'N', 'Z', 'C', 77});
          for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var bytes = new byte[random.nextInt(3, 200)];
            random.nextBytes(bytes);
            bytes[0] = 0;
            bytes[1] = (byte) (bytes.length - 2);
            bytes[2] = 1;
            try (var stranger = new Stranger(one)) {
              stranger.send(bytes);
              stranger.awaitEnd();
            }
          }
          // All the while, and after it, the node serves others.
          try (Member two = join("two", transport(one))) {
            two.seen().awaitView("one", "two");
          }
        }
      });
      // A peer cannot fill the log: of 56 failures, 20 are reported.
      assertThat(log.records())
          .filteredOn(each -> each.getLevel().intValue() > Level.FINE.intValue())
          .hasSizeLessThan(25);
    }
  }

  private static void refused(Member one, LogCapture log, String reason, byte[] bytes)
      throws Exception {
    try (var stranger = new Stranger(one)) {
      stranger.send(bytes);
      stranger.awaitEnd();
      awaitLog(log, reason);
    }
    assertThat(one.seen().views).hasSize(1);
  }

  @Test
  void a_frame_that_is_none_or_too_long_ends_the_connection() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        try (Member one = join("one", transport())) {
          connected(
              one,
              log,
              "is longer than",
              stranger -> stranger.send((byte) 127, (byte) 0, (byte) 0, (byte) 0));
          connected(
              one, log, "it sends what is no frame", stranger -> stranger.sendFrame((byte) 9));
          connected(one, log, "it sends what is no frame", stranger -> stranger.send(new byte[4]));
          connected(
              one,
              log,
              "a heartbeat of 2 bytes",
              stranger -> stranger.sendFrame(Outbox.HEARTBEAT, (byte) 1));
          connected(
              one,
              log,
              "a message that is longer than 1048576 bytes",
              HostilePeersTest::sendPartsWithoutEnd);
        }
      });
    }
  }

  private static void sendPartsWithoutEnd(Stranger stranger) throws Exception {
    try {
      while (true) {
        stranger.sendFrame(Outbox.PART, new byte[60_000]);
      }
    } catch (IOException cut) {
      // That is what the other side should do.
    }
  }

  @FunctionalInterface
  private interface Attack {
    void run(Stranger stranger) throws Exception;
  }

  private static void connected(Member one, LogCapture log, String reason, Attack attack)
      throws Exception {
    try (var stranger = Stranger.connected(one, "stranger", null)) {
      one.seen().awaitView("one", "stranger");
      attack.run(stranger);
      one.seen().awaitView("one");
      awaitLog(log, reason);
    }
  }

  @Test
  void a_proof_is_worth_nothing_on_another_connection_or_for_the_other_side() throws Exception {
    Gonzo.run(() -> {
      try (Member one = join("one", transport().withSecret(SECRET))) {
        try (var _ = Stranger.connected(one, "friend", SECRET)) {
          one.seen().awaitView("friend", "one");
        }
        one.seen().awaitView("one");
        assertThatThrownBy(() -> Stranger.connected(one, "stranger", "another secret, 16"))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("does not know the secret");
        assertThatThrownBy(() -> Stranger.connected(one, "stranger", null))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("does not know the secret");
        assertThat(one.seen().names()).containsExactly("one");
      }
    });
    var proof = new Proof(SECRET.getBytes(US_ASCII), bytes(1), bytes(2), bytes(3));
    byte[] dialler = proof.of(Proof.Side.DIALLER);
    assertThat(proof.isOf(Proof.Side.DIALLER, dialler)).isTrue();
    assertThat(proof.isOf(Proof.Side.ACCEPTOR, dialler)).isFalse();
    assertThat(proof.isOf(Proof.Side.DIALLER, new byte[0])).isFalse();
    for (var other :
        List.of(
            new Proof(SECRET.getBytes(US_ASCII), bytes(9), bytes(2), bytes(3)),
            new Proof(SECRET.getBytes(US_ASCII), bytes(1), bytes(9), bytes(3)),
            new Proof(SECRET.getBytes(US_ASCII), bytes(1), bytes(2), bytes(9)),
            new Proof(SECRET.getBytes(US_ASCII), bytes(2), bytes(1), bytes(3)))) {
      assertThat(other.isOf(Proof.Side.DIALLER, dialler)).isFalse();
    }
  }

  private static byte[] bytes(int value) {
    return new byte[] {(byte) value};
  }

  @Test
  void connections_that_say_nothing_keep_no_node_out() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        var silent = new ArrayList<Stranger>();
        try (Member one = join("one", transport().withHandshakesAtOnce(3))) {
          for (int i = 0; i < 10; i++) {
            silent.add(new Stranger(one));
          }
          awaitLog(log, "too many connections are in their handshake"); // the patience is an hour
          try (Member two = join("two", transport(one))) {
            two.seen().awaitView("one", "two");
          }
        } finally {
          silent.forEach(Stranger::close);
        }
      });
    }
  }

  @Test
  void a_handshake_that_is_not_finished_in_time_is_closed() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        var impatient = transport().withHeartbeat(Duration.ofMillis(20), Duration.ofMillis(60));
        try (Member one = join("one", impatient);
            var stranger = new Stranger(one)) {
          stranger.awaitEnd();
          awaitLog(log, "no handshake within PT0.06S");
        }
      });
    }
  }

  /** In the simulator nothing is late because the machine is busy. */
  private static void simulated(AsyncRunnable<Exception> program) throws Exception {
    Simulation.ofSeed(1).run(program).valueOrThrow();
  }

  @Test
  void a_peer_that_says_nothing_after_the_handshake_leaves_the_view() throws Exception {
    try (var log = LogCapture.open()) {
      simulated(() -> {
        var impatient = transport().withHeartbeat(Duration.ofMillis(20), Duration.ofMillis(400));
        try (Member one = join("one", impatient);
            var stranger = Stranger.connected(one, "stranger", null)) {
          one.seen().awaitView("one", "stranger");
          stranger.awaitEnd();
          one.seen().awaitView("one");
          awaitLog(log, "it has acknowledged nothing for PT0.4S");
        }
      });
    }
  }

  @Test
  void a_peer_that_does_not_read_is_cut_and_the_others_get_their_messages() throws Exception {
    try (var log = LogCapture.open()) {
      simulated(() -> {
        var bounded = transport().withSendBuffer(1 << 20, Duration.ofMillis(200));
        try (Member one = join("one", bounded);
            Member two = join("two", transport(one));
            var stranger = Stranger.connected(one, "stranger", null)) {
          one.seen().awaitView("one", "stranger", "two");
          String message = "x".repeat(100_000);
          while (one.seen().names().contains("stranger")) {
            one.node().send(new NodeId("stranger", 1), message.getBytes(US_ASCII));
          }
          awaitLog(log, "it reads too slowly: no room for a message within PT0.2S");
          one.send(two, "still here");
          two.seen().awaitMessages(1);
          assertThat(one.seen().names()).containsExactly("one", "two");
        }
      });
    }
  }
}
