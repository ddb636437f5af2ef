package dev.gonzo.durable.kernel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Random bytes that are the same in each run of a task: the hash of its seed and a counter. */
final class Entropy {
  private final byte[] seed;
  private long blocks;

  Entropy(byte[] seed) {
    this.seed = seed.clone();
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int filled = 0; filled < count; ) {
      byte[] block = nextBlock();
      int some = Math.min(block.length, count - filled);
      System.arraycopy(block, 0, bytes, filled, some);
      filled += some;
    }
    return bytes;
  }

  private byte[] nextBlock() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      return digest.digest(ByteBuffer.allocate(Long.BYTES).putLong(blocks++).array());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("each JDK has SHA-256", impossible);
    }
  }
}
