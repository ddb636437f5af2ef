package dev.gonzo.cluster.socket;

import static dev.gonzo.cluster.socket.Nodes.CLUSTER;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.cluster.socket.Nodes.Member;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A peer that does what a test wants, byte by byte, after a handshake if it makes one. */
final class Stranger implements AutoCloseable {
  final Socket socket;
  final Input input;

  Stranger(Member member) throws IOException {
    socket = Tcp.connect("127.0.0.1", member.node().port());
    input = Input.of(socket).withLimit(2 << 20);
  }

  /** A node that has dialled, and is connected. */
  static Stranger connected(Member member, String name, @Nullable String secret)
      throws IOException {
    var stranger = new Stranger(member);
    byte[] key = secret == null ? null : secret.getBytes(UTF_8);
    var own =
        new Greeting(
            CLUSTER,
            new NodeId(name, 1),
            member.node().mostBytes(),
            new byte[Greeting.NONCE_BYTES]);
    var secured = new Protection.Secured(stranger.socket, new byte[0]);
    NodeId _ = new Handshake(secured, stranger.input, own, key, new Open()).dial();
    return stranger;
  }

  /** Admits everything. */
  private static final class Open implements Handshake.Door {
    @Override
    public @Nullable Refusal objection(Greeting peer) {
      return null;
    }

    @Override
    public @Nullable Refusal admit(NodeId peer) {
      return null;
    }

    @Override
    public @Nullable Refusal take(NodeId peer) {
      return null;
    }
  }

  void send(byte... bytes) throws IOException {
    socket.writeAll(bytes);
  }

  void sendFrame(byte kind, byte... body) throws IOException {
    send(
        ByteBuffer.allocate(Outbox.HEADER_BYTES + body.length)
            .putInt(1 + body.length)
            .put(kind)
            .put(body)
            .array());
  }

  /** Reads until the other side closes. */
  void awaitEnd() {
    var buffer = new byte[1 << 16];
    try {
      while (socket.read(buffer) >= 0) {}
    } catch (IOException reset) {
      // That is an end as well.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
