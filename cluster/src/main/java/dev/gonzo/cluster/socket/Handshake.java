package dev.gonzo.cluster.socket;

import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.Input;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection. Both sides greet; the dialler proves that it knows the secret, and
 * then the acceptor, so that a stranger gets no proof to try secrets on. Then both say whether they
 * agree to a connection, which a stranger does not learn. At last the node whose name is first in
 * the order of names decides, for both, whether this is their one connection: only one side may,
 * since otherwise each could keep another one of two.
 */
final class Handshake {
  private static final byte GREETING = 1;
  private static final byte PROOF = 2;
  private static final byte ADMITTED = 3;
  private static final byte REFUSED = 4;
  private static final byte AGREED = 5;
  private static final int MOST_BYTES = 1_024;

  /** Decides on connections. Neither method suspends. */
  interface Door {
    /** Why a node cannot be connected; null if it may. Both have proved themselves. */
    @Nullable Refusal objection(Greeting peer);

    /** Admits a connection, or returns why not. Called by the side that decides. */
    @Nullable Refusal admit(NodeId peer);

    /** Takes a connection that the other side has admitted, or returns why not. */
    @Nullable Refusal take(NodeId peer);
  }

  private final ByteStream stream;
  private final Input input;
  private final Greeting own;
  private final Protection.Secured secured;
  private final byte @Nullable [] secret;
  private final Door door;
  private boolean proven;

  Handshake(
      Protection.Secured secured, Input input, Greeting own, byte @Nullable [] secret, Door door) {
    this.secured = secured;
    this.stream = secured.stream();
    this.input = input;
    this.own = own;
    this.secret = secret;
    this.door = door;
  }

  /** Runs the dialler's side, and returns the other node, which the door has admitted. */
  NodeId dial() throws IOException {
    byte[] greeting = own.encoded();
    write(GREETING, greeting);
    byte[] theirs = read(GREETING, null);
    Greeting peer = checked(theirs);
    var proof = new Proof(secret, greeting, theirs, secured.binding());
    write(PROOF, proof.of(Proof.Side.DIALLER));
    require(proof, Proof.Side.ACCEPTOR, peer);
    agree(peer);
    byte[] _ = read(AGREED, peer.node());
    return decided(peer.node());
  }

  /** Runs the acceptor's side, and returns the other node, which the door has admitted. */
  NodeId accept() throws IOException {
    byte[] theirs = read(GREETING, null);
    Greeting peer = checked(theirs);
    byte[] greeting = own.encoded();
    write(GREETING, greeting);
    var proof = new Proof(secret, theirs, greeting, secured.binding());
    require(proof, Proof.Side.DIALLER, peer);
    write(PROOF, proof.of(Proof.Side.ACCEPTOR));
    // Read before it answers: a socket that is closed with bytes in it loses what it has sent.
    byte[] _ = read(AGREED, peer.node());
    agree(peer);
    return decided(peer.node());
  }

  private Greeting checked(byte[] theirs) throws IOException {
    try {
      return Greeting.of(theirs);
    } catch (RefusedException other) {
      throw refuse(other.refusal(), null);
    }
  }

  private void agree(Greeting peer) throws IOException {
    Refusal objection = door.objection(peer);
    if (objection != null) {
      throw refuse(objection, peer.node());
    }
    write(AGREED, new byte[0]);
  }

  private void require(Proof proof, Proof.Side side, Greeting peer) throws IOException {
    if (!proof.isOf(side, read(PROOF, peer.node()))) {
      throw refuse(Refusal.SECRET, peer.node());
    }
    proven = true;
  }

  private NodeId decided(NodeId peer) throws IOException {
    if (own.node().name().compareTo(peer.name()) < 0) {
      Refusal refusal = door.admit(peer);
      if (refusal != null) {
        throw refuse(refusal, peer);
      }
      write(ADMITTED, new byte[0]);
    } else {
      byte[] _ = read(ADMITTED, peer);
      Refusal refusal = door.take(peer);
      if (refusal != null) {
        throw refuse(refusal, peer);
      }
    }
    return peer;
  }

  @SuppressWarnings("EnumOrdinal") // the order of the reasons is part of the protocol
  private RefusedException refuse(Refusal refusal, @Nullable NodeId peer) throws IOException {
    write(REFUSED, new byte[] {refusal.number()});
    return new RefusedException(refusal, Names.of(peer) + " is refused", Names.name(peer), true);
  }

  private void write(byte kind, byte[] body) throws IOException {
    stream.writeAll(
        ByteBuffer.allocate(Short.BYTES + 1 + body.length)
            .putShort((short) (1 + body.length))
            .put(kind)
            .put(body)
            .array());
  }

  private byte[] read(byte kind, @Nullable NodeId peer) throws IOException {
    int length = Short.toUnsignedInt(ByteBuffer.wrap(readExactly(Short.BYTES)).getShort());
    if (length < 1 || length > MOST_BYTES) {
      throw new IOException("a part of a handshake with " + length + " bytes");
    }
    ByteBuffer part = ByteBuffer.wrap(readExactly(length));
    byte found = part.get();
    var body = new byte[length - 1];
    part.get(body);
    if (found == REFUSED && body.length == 1) {
      Refusal refusal = Refusal.of(body[0]);
      if (refusal != null) {
        boolean certain = proven && (refusal != Refusal.SELF || own.node().equals(peer));
        throw new RefusedException(
            refusal, Names.of(peer) + " refuses this node", Names.name(peer), certain);
      }
    }
    if (found != kind) {
      throw new IOException("part " + found + " of a handshake instead of " + kind);
    }
    return body;
  }

  private byte[] readExactly(int count) throws IOException {
    try {
      return input.readExactly(count);
    } catch (EOFException ended) {
      throw new EOFException("the connection was closed during the handshake");
    }
  }
}
