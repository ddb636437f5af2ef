package dev.gonzo.sim.net;

import java.nio.ByteBuffer;

/** Bytes in the order in which they were added. The caller limits how many there are. */
final class ByteQueue {
  private static final int LEAST_ROOM = 1024;

  private byte[] bytes = {};
  private int start;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds bytes of a buffer, whose position moves past them. */
  void add(ByteBuffer from, int count) {
    makeRoom(count);
    int end = wrapped(start + size);
    int straight = Math.min(count, bytes.length - end);
    from.get(bytes, end, straight);
    from.get(bytes, 0, count - straight);
    size += count;
  }

  /** Adds the last bytes of an array. */
  void add(byte[] from, int offset, int count) {
    add(ByteBuffer.wrap(from, offset, count), count);
  }

  /** Copies bytes without removing them. */
  byte[] copy(int skip, int count) {
    var copy = new byte[count];
    copy(skip, ByteBuffer.wrap(copy), count);
    return copy;
  }

  private void copy(int skip, ByteBuffer into, int count) {
    int begin = wrapped(start + skip);
    int straight = Math.min(count, bytes.length - begin);
    into.put(bytes, begin, straight);
    into.put(bytes, 0, count - straight);
  }

  /** Moves as many bytes into the buffer as there are, and as it has room for. */
  int take(ByteBuffer into) {
    int count = Math.min(size, into.remaining());
    copy(0, into, count);
    drop(count);
    return count;
  }

  /** Removes the first bytes. */
  void drop(int count) {
    size -= count;
    start = size == 0 ? 0 : wrapped(start + count);
  }

  void clear() {
    drop(size);
  }

  private int wrapped(int index) {
    return index < bytes.length ? index : index - bytes.length;
  }

  private void makeRoom(int count) {
    if (size + count > bytes.length) {
      var larger = new byte[Math.max(LEAST_ROOM, Math.max(size + count, 2 * bytes.length))];
      copy(0, ByteBuffer.wrap(larger), size);
      bytes = larger;
      start = 0;
    }
  }
}
