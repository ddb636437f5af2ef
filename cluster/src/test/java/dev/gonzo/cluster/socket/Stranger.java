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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A peer that does what a test wants, byte by byte, after a handshake if it makes one. */
final class Stranger implements AutoCloseable {
  final Socket socket;
  final Input input;

  private final Member member;

  Stranger(Member member) throws IOException {
    this.member = member;
    socket = Tcp.connect("127.0.0.1", member.node().port());
    input = Input.of(socket).withLimit(2 << 20);
  }

  /** A node that has dialled, and is connected. */
  static Stranger connected(Member member, String name, @Nullable String secret)
      throws IOException {
    var stranger = new Stranger(member);
    var own = greeting(name, member);
    stranger.shakeHands(_ -> own, secret);
    return stranger;
  }

  private static Greeting greeting(String name, Member member) {
    return new Greeting(
        CLUSTER, new NodeId(name, 1), member.node().mostBytes(), new byte[Greeting.NONCE_BYTES]);
  }

  /** Makes the handshake of a node that has dialled. */
  void shakeHands(UnaryOperator<Greeting> claim, @Nullable String secret) throws IOException {
    byte[] key = secret == null ? null : secret.getBytes(UTF_8);
    var secured = new Protection.Secured(socket, new byte[0]);
    Greeting own = claim.apply(greeting("stranger", member));
    NodeId _ = new Handshake(secured, input, own, key, new Open()).dial();
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
