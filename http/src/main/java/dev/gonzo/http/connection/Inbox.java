package dev.gonzo.http.connection;

import java.nio.ByteBuffer;

/**
 * The bytes of a body that have arrived and were not read. The window of the stream limits how many
 * there can be.
 *
 * <p>They are copied: a part that refers to the buffer of the reader would keep all of it, so that
 * a peer could fill the memory with parts of one byte.
 */
final class Inbox {
  private static final int LEAST = 512;
  private static final byte[] NONE = {};

  /** A ring, whose length is 0 or a power of two. */
  private byte[] bytes = NONE;

  private int start;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  int size() {
    return count;
  }

  void put(ByteBuffer part) {
    reserve(part.remaining());
    int end = (start + count) & (bytes.length - 1);
    count += part.remaining();
    int first = Math.min(part.remaining(), bytes.length - end);
    part.get(bytes, end, first);
    part.get(bytes, 0, part.remaining());
  }

  private void reserve(int more) {
    if (bytes.length - count >= more) {
      return;
    }
    int least = Math.max(LEAST, Math.addExact(count, more));
    byte[] larger = new byte[Integer.highestOneBit(least - 1) << 1];
    int left = copyOut(larger, 0, count);
    start = 0;
    count = left;
    bytes = larger;
  }

  /** Takes up to {@code length} bytes, and returns how many. */
  int take(byte[] target, int offset, int length) {
    int taken = copyOut(target, offset, Math.min(length, count));
    start = (start + taken) & (bytes.length - 1);
    count -= taken;
    return taken;
  }

  private int copyOut(byte[] target, int offset, int length) {
    int first = Math.min(length, bytes.length - start);
    System.arraycopy(bytes, start, target, offset, first);
    System.arraycopy(bytes, 0, target, offset + first, length - first);
    return length;
  }

  /** Drops all bytes, and their memory. */
  void clear() {
    bytes = NONE;
    start = 0;
    count = 0;
  }

  @Override
  public String toString() {
    return count + " of " + bytes.length + " bytes";
  }
}
