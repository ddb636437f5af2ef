package dev.gonzo.stream;

import java.io.IOException;
import java.util.Arrays;

/** Bytes that have come and were not taken: they stay until they are. */
final class Received {
  private static final int LEAST_ROOM = 8192;
  private static final int MOST_KEPT = 1 << 16;

  private byte[] bytes = new byte[0];
  private int start;
  private int end;

  int size() {
    return end - start;
  }

  byte at(int index) {
    return bytes[start + index];
  }

  /** Where a byte is, from an index on, or -1. */
  int indexOf(byte wanted, int from) {
    for (int i = start + from; i < end; i++) {
      if (bytes[i] == wanted) {
        return i - start;
      }
    }
    return -1;
  }

  /** Waits for more from the source; false at its end. Cancelled, nothing is lost. */
  boolean fill(ByteSource source) throws IOException {
    makeRoom();
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
        bytes = new byte[0]; // what one long line needed is not kept for ever
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
    return (int) Math.min((long) size * 2 + LEAST_ROOM, Integer.MAX_VALUE - 8);
  }

  /** Takes some of what is there into an array. */
  int take(byte[] target, int offset, int length) {
    int count = Math.min(length, size());
    System.arraycopy(bytes, start, target, offset, count);
    start += count;
    return count;
  }

  /** Takes so many of what is there. */
  byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
    start += count;
    return taken;
  }

  /** Lets a sink take some; what it has taken is here no more. */
  int writeTo(ByteSink sink) throws IOException {
    int taken = sink.write(bytes, start, size());
    start += taken;
    return taken;
  }

  void skip(int count) {
    start += count;
  }
}
