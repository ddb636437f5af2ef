package dev.gonzo.sim.process;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A pipe, as in Linux: it holds 64 KiB, and takes up to 4 KiB at once or not at all. Several
 * processes can have its ends. Simulation's thread only.
 */
final class Pipe implements Source, Sink {
  private static final int CAPACITY = 1 << 16;
  private static final int WHOLE = 1 << 12;

  private final Set<InputEnd> readers = new LinkedHashSet<>();
  private final Set<OutputEnd> writers = new LinkedHashSet<>();
  // A ring, made when the first bytes come.
  private byte[] bytes = {};
  private int start;
  private int size;

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (size == 0) {
      return writers.isEmpty() ? END : Source.WAIT;
    }
    int count = Math.min(size, length);
    int straight = Math.min(count, CAPACITY - start);
    System.arraycopy(bytes, start, buffer, offset, straight);
    System.arraycopy(bytes, 0, buffer, offset + straight, count - straight);
    start = (start + count) % CAPACITY;
    size -= count;
    List.copyOf(writers).forEach(end -> end.hasRoom(false));
    return count;
  }

  @Override
  public int write(byte[] from, int offset, int length) {
    if (readers.isEmpty()) {
      return BROKEN;
    }
    int room = CAPACITY - size;
    if (room == 0 || (length <= WHOLE && room < length)) {
      return Sink.WAIT;
    }
    if (bytes.length == 0) {
      bytes = new byte[CAPACITY];
    }
    int count = Math.min(room, length);
    int end = (start + size) % CAPACITY;
    int straight = Math.min(count, CAPACITY - end);
    System.arraycopy(from, offset, bytes, end, straight);
    System.arraycopy(from, offset + straight, bytes, 0, count - straight);
    size += count;
    List.copyOf(readers).forEach(reader -> reader.arrived(false));
    return count;
  }

  @Override
  public void opened(InputEnd end) {
    readers.add(end);
  }

  @Override
  public void opened(OutputEnd end) {
    writers.add(end);
  }

  @Override
  public void closed(InputEnd end) {
    if (readers.remove(end) && readers.isEmpty()) {
      bytes = new byte[0];
      start = 0;
      size = 0;
      List.copyOf(writers).forEach(writer -> writer.hasRoom(true));
    }
  }

  @Override
  public void closed(OutputEnd end) {
    if (writers.remove(end) && writers.isEmpty()) {
      List.copyOf(readers).forEach(reader -> reader.arrived(true));
    }
  }
}
