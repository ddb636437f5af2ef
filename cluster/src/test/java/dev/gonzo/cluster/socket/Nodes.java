package dev.gonzo.cluster.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.cluster.transport.NodeId;
import java.io.IOException;
import java.time.Duration;

/** Nodes on loopback for tests. Nothing but what a test does may end a connection. */
final class Nodes {
  static final Duration FOR_EVER = Duration.ofHours(1);
  static final String CLUSTER = "test";

  private Nodes() {}

  /** A node, and what it has seen. */
  record Member(NodeId id, SocketNode node, Seen seen) implements AutoCloseable {
    void send(Member to, String text) {
      node.send(to.id, text.getBytes(UTF_8));
    }

    @Override
    public void close() {
      node.leave();
    }
  }

  static SocketTransport transport(Member... known) throws IOException {
    var members = new String[known.length];
    for (int i = 0; i < known.length; i++) {
      members[i] = "127.0.0.1:" + known[i].node.port();
    }
    return SocketTransport.of("127.0.0.1", 0, members)
        .withHeartbeat(Duration.ofMillis(200), FOR_EVER);
  }

  static Member join(String name, SocketTransport transport) throws IOException {
    return join(CLUSTER, new NodeId(name, 1), transport);
  }

  static Member join(String cluster, NodeId id, SocketTransport transport) throws IOException {
    var seen = new Seen();
    return new Member(id, transport.joined(cluster, id, seen), seen);
  }
}
