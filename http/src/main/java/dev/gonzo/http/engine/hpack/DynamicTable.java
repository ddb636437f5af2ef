package dev.gonzo.http.engine.hpack;

import org.jspecify.annotations.Nullable;

/** The entries of a connection, the newest first (RFC 7541, section 2.3.2). */
final class DynamicTable {
  private @Nullable HpackField[] ring = new HpackField[16];
  private int newest = -1;
  private int count;
  private int size;
  private int capacity;

  DynamicTable(int capacity) {
    this.capacity = capacity;
  }

  int count() {
    return count;
  }

  int size() {
    return size;
  }

  int capacity() {
    return capacity;
  }

  /** Changes how large it may be; {@link #isOver} afterwards says whether entries must go. */
  void resize(int bytes) {
    capacity = bytes;
  }

  /** {@return whether there are too many entries for some more bytes} */
  boolean isOver(int more) {
    return count > 0 && size + (long) more > capacity;
  }

  /** Removes the oldest entry, and returns it. */
  HpackField evict() {
    int oldest = newest - count + 1 & ring.length - 1;
    HpackField field = present(ring[oldest]);
    ring[oldest] = null;
    count--;
    size -= field.size();
    return field;
  }

  /** Adds an entry for which there is space. */
  void add(HpackField field) {
    if (count == ring.length) {
      grow();
    }
    newest = newest + 1 & ring.length - 1;
    ring[newest] = field;
    count++;
    size += field.size();
  }

  private void grow() {
    var larger = new HpackField[ring.length * 2];
    for (int i = 0; i < count; i++) {
      larger[count - 1 - i] = get(i);
    }
    ring = larger;
    newest = count - 1;
  }

  /** {@return an entry, from 0 for the newest} */
  HpackField get(int index) {
    return present(ring[newest - index & ring.length - 1]);
  }

  private static HpackField present(@Nullable HpackField field) {
    if (field == null) {
      throw new IllegalStateException("the dynamic table lost an entry: a bug of the engine");
    }
    return field;
  }
}
