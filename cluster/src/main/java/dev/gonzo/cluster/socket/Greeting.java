package dev.gonzo.cluster.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.cluster.transport.NodeId;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * The first message of each side: who it is, and a number that was never used before.
 *
 * @param cluster the name of the cluster
 * @param node the node
 * @param mostBytes its longest message
 * @param nonce the number
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Greeting(String cluster, NodeId node, int mostBytes, byte[] nonce) {
  static final int NONCE_BYTES = 32;
  private static final int MAGIC = 0x474e5a43; // "GNZC"
  private static final byte VERSION = 1;
  private static final int MOST_CHARACTERS = 100;

  static void requireClusterName(String cluster) {
    if (cluster.isBlank() || cluster.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "the name of a cluster has 1 to 100 characters, not \"" + cluster + "\"");
    }
  }

  byte[] encoded() {
    byte[] clusterBytes = cluster.getBytes(UTF_8);
    byte[] nameBytes = node.name().getBytes(UTF_8);
    return ByteBuffer.allocate(
            Integer.BYTES
                + 1
                + Integer.BYTES
                + Long.BYTES
                + NONCE_BYTES
                + 2 * Short.BYTES
                + clusterBytes.length
                + nameBytes.length)
        .putInt(MAGIC)
        .put(VERSION)
        .putInt(mostBytes)
        .putLong(node.incarnation())
        .put(nonce)
        .putShort((short) clusterBytes.length)
        .put(clusterBytes)
        .putShort((short) nameBytes.length)
        .put(nameBytes)
        .array();
  }

  /** Reads one; anything else than exactly one is refused. */
  static Greeting of(byte[] bytes) throws IOException {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      if (buffer.getInt() != MAGIC || buffer.get() != VERSION) {
        throw new RefusedException(Refusal.PROTOCOL, "the other node", null, true);
      }
      int mostBytes = buffer.getInt();
      long incarnation = buffer.getLong();
      var nonce = new byte[NONCE_BYTES];
      buffer.get(nonce);
      String cluster = text(buffer);
      String name = text(buffer);
      if (buffer.hasRemaining()) {
        throw new IOException("a greeting that is too long");
      }
      requireClusterName(cluster);
      return new Greeting(cluster, new NodeId(name, incarnation), mostBytes, nonce);
    } catch (BufferUnderflowException | IllegalArgumentException damaged) {
      throw new IOException("a damaged greeting", damaged);
    }
  }

  private static String text(ByteBuffer buffer) throws CharacterCodingException {
    int length = Short.toUnsignedInt(buffer.getShort());
    if (length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = buffer.slice(buffer.position(), length);
    buffer.position(buffer.position() + length);
    return UTF_8.newDecoder().decode(part).toString();
  }
}
