package dev.gonzo.stream;

import java.io.IOException;
import java.util.Arrays;

/** The read buffer of an input: bytes that have come and have not been taken. */
final class ReadBuffer {
  private static final int LEAST_ROOM = 8192;
  private static final int MOST_KEPT = 1 << 16;

  /** The length of the longest array that every JVM makes. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  private byte[] bytes = new byte[0];
  private int start;
  private int end;

  int size() {
    return end - start;
  }

  byte at(int index) {
    return bytes[start + index];
  }

  /** The index of a byte, searched from an index on, or -1. */
  int indexOf(byte wanted, int from) {
    for (int i = start + from; i < end; i++) {
      if (bytes[i] == wanted) {
        return i - start;
      }
    }
    return -1;
  }

  /** Reads more from the source; false at its end. If it is cancelled, no bytes are lost. */
  boolean fill(ByteSource source) throws IOException {
    makeRoom();
    if (end == bytes.length) {
      // A read into no room returns 0 at once, again and again.
      var full = new LimitExceededException("what is kept in memory", MOST);
      StreamFailureException.note(full, source);
      throw full;
    }
    int count = source.read(bytes, end, bytes.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    return true;
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
      if (bytes.length > MOST_KEPT) {
        bytes = new byte[0]; // release the large array of a single long line
      }
    }
    if (bytes.length - end >= LEAST_ROOM / 2) {
      return;
    }
    int size = size();
    int room = Math.max(LEAST_ROOM, size < bytes.length / 2 ? bytes.length : growth(size));
    byte[] target = room == bytes.length ? bytes : new byte[room];
    System.arraycopy(bytes, start, target, 0, size);
    bytes = target;
    start = 0;
    end = size;
  }

  private static int growth(int size) {
    return (int) Math.min((long) size * 2 + LEAST_ROOM, MOST);
  }

  /** Takes bytes into an array, as many as are there, up to a length. */
  int take(byte[] target, int offset, int length) {
    int count = Math.min(length, size());
    System.arraycopy(bytes, start, target, offset, count);
    start += count;
    return count;
  }

  /** Takes the given number of bytes, which must be there. */
  byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
    start += count;
    return taken;
  }

  /** Writes bytes to a sink; those that it takes are removed here. */
  int writeTo(ByteSink sink) throws IOException {
    int taken = sink.write(bytes, start, size());
    start += taken;
    return taken;
  }

  void skip(int count) {
    start += count;
  }
}
