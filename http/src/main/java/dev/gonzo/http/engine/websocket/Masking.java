package dev.gonzo.http.engine.websocket;

import java.nio.ByteBuffer;

/** The masking of a client's payloads (RFC 6455, section 5.3). It is its own inverse. */
final class Masking {
  private Masking() {}

  /**
   * Masks bytes, also in place. Both buffers are big-endian.
   *
   * @param key the key, whose highest byte is for the first byte
   */
  static void apply(ByteBuffer from, int start, ByteBuffer to, int target, int length, int key) {
    long wide = ((long) key << 32) | (key & 0xFFFFFFFFL);
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      to.putLong(target + i, from.getLong(start + i) ^ wide);
    }
    for (; i < length; i++) {
      to.put(target + i, (byte) (from.get(start + i) ^ (key >>> (24 - 8 * (i & 3)))));
    }
  }

  /** The key for what follows a number of bytes of the payload. */
  static int after(int key, long bytes) {
    return Integer.rotateLeft(key, 8 * (int) (bytes & 3));
  }
}
