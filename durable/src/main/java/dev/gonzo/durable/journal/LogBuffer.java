package dev.gonzo.durable.journal;

import java.util.ArrayDeque;
import java.util.Queue;

/** Records that are not in a frame yet. */
final class LogBuffer {
  // So that frames are not larger than a crash may tear, and what reads them may keep in memory.
  private static final int LONG = 4 << 20;

  private final Queue<byte[]> records = new ArrayDeque<>();
  private long bytes;
  private long added;
  private long taken;

  /** Adds a record; returns its number. */
  long add(byte[] record) {
    records.add(record);
    bytes += record.length;
    return ++added;
  }

  /** The number of the last record that was added. */
  long added() {
    return added;
  }

  /** The number of the last record that was taken. */
  long taken() {
    return taken;
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  boolean isLong() {
    return bytes >= LONG;
  }

  /** Takes as many records as fit into a frame, at least one, joined. */
  byte[] take() {
    int length = 0;
    int count = 0;
    for (byte[] record : records) {
      if (count > 0 && length + record.length > LONG) {
        break;
      }
      length += record.length;
      count++;
    }
    byte[] joined = new byte[length];
    int filled = 0;
    for (int number = 0; number < count; number++) {
      byte[] record = records.remove();
      System.arraycopy(record, 0, joined, filled, record.length);
      filled += record.length;
    }
    bytes -= length;
    taken += count;
    return joined;
  }
}
