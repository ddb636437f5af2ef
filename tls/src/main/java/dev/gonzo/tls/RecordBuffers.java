package dev.gonzo.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import tlschannel.BufferAllocator;

/**
 * Buffers for encrypted records, used again by the next record of any connection. A connection has
 * one only while it works on a record, so few serve many connections; without this, each record
 * would allocate and clear one. Any thread may call it: handshakes run in several.
 *
 * <p>Not for what was decrypted: that must not be left in memory which another connection uses.
 */
final class RecordBuffers implements BufferAllocator {
  static final RecordBuffers SHARED = new RecordBuffers();

  /** How many are kept of a size. There are two sizes: a page, and the largest record. */
  private static final int MOST = 32;

  private final Map<Integer, ArrayDeque<ByteBuffer>> free = new HashMap<>();

  @Override
  public ByteBuffer allocate(int size) {
    ByteBuffer kept;
    synchronized (free) {
      ArrayDeque<ByteBuffer> ofSize = free.get(size);
      kept = ofSize == null ? null : ofSize.pollFirst();
    }
    return kept == null ? ByteBuffer.allocate(size) : kept.clear();
  }

  @Override
  public void free(ByteBuffer buffer) {
    synchronized (free) {
      ArrayDeque<ByteBuffer> ofSize =
          free.computeIfAbsent(buffer.capacity(), _ -> new ArrayDeque<>(MOST));
      if (ofSize.size() < MOST) {
        ofSize.addFirst(buffer);
      }
    }
  }
}
