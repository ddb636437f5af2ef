package dev.gonzo.http.engine.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Encodes frames, and keeps their bytes until they are taken. */
final class Outgoing {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  /** A payload up to this size is copied behind its header, so that both are written at once. */
  private static final int COPIED = 8 << 10;

  private static final int LEAST_BUFFER = 1 << 10;

  /** In the order of sending. All but the last one have bytes left. */
  private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();

  /**
   * The last of the buffers if it is ours and may have room behind its limit, else an empty one.
   */
  private ByteBuffer open = EMPTY;

  /** How many bytes have been encoded. */
  private long encoded;

  /** At how many encoded bytes each pong ends that was not taken yet. */
  private final ArrayDeque<Long> pongs = new ArrayDeque<>();

  /**
   * Adds a frame whose payload is sent as it is.
   *
   * @param first the first byte of its header
   */
  void add(int first, ByteBuffer payload) {
    int length = payload.remaining();
    ByteBuffer room = begin(Frame.MOST_HEADER_BYTES + (length <= COPIED ? length : 0));
    int before = room.limit();
    int at = header(room, first, 0, length);
    room.limit(at);
    encoded += (long) at - before + length;
    if (length <= COPIED) {
      room.limit(at + length);
      room.put(at, payload, payload.position(), length);
    } else {
      buffers.add(payload.slice());
      open = EMPTY;
    }
  }

  /**
   * Adds a frame whose payload is masked.
   *
   * @param first the first byte of its header
   */
  void addMasked(int first, ByteBuffer payload, int key) {
    int length = payload.remaining();
    ByteBuffer room = begin(Frame.MOST_HEADER_BYTES + length);
    int before = room.limit();
    int at = header(room, first, Frame.MASKED, length);
    room.limit(at + Integer.BYTES + length);
    room.putInt(at, key);
    Masking.apply(payload.slice(), 0, room, at + Integer.BYTES, length, key);
    encoded += room.limit() - before;
  }

  /** Finds or makes the buffer that bytes are added to, behind its limit. */
  private ByteBuffer begin(int bytes) {
    if (!open.hasRemaining() && open.capacity() >= bytes) {
      open.clear().limit(0);
    }
    if (open.capacity() - open.limit() < bytes) {
      if (buffers.peekLast() == open && !open.hasRemaining()) {
        buffers.removeLast();
      }
      // What piles up is written in few large steps.
      int least = buffers.isEmpty() ? LEAST_BUFFER : COPIED;
      open = ByteBuffer.allocate(Math.max(least, bytes)).limit(0);
      buffers.add(open);
    }
    return open;
  }

  private static int header(ByteBuffer to, int first, int masked, int length) {
    int at = to.limit();
    to.limit(Math.min(to.capacity(), at + Frame.MOST_HEADER_BYTES));
    to.put(at, (byte) first);
    int end;
    if (length < Frame.LENGTH_IN_TWO) {
      to.put(at + 1, (byte) (masked | length));
      end = at + 2;
    } else if (length <= 0xFFFF) {
      to.put(at + 1, (byte) (masked | Frame.LENGTH_IN_TWO));
      to.putShort(at + 2, (short) length);
      end = at + 2 + Short.BYTES;
    } else {
      to.put(at + 1, (byte) (masked | Frame.LENGTH_IN_EIGHT));
      to.putLong(at + 2, length);
      end = at + 2 + Long.BYTES;
    }
    return end;
  }

  /** Notes that the frame that was added last answers a ping. */
  void countPong() {
    pongs.add(encoded);
  }

  /** {@return how many pongs have not been taken} */
  int pongsWaiting() {
    if (!pongs.isEmpty()) {
      long taken = encoded - size();
      while (!pongs.isEmpty() && pongs.peek() <= taken) {
        pongs.remove();
      }
    }
    return pongs.size();
  }

  /** {@return how many bytes wait} */
  long size() {
    long size = 0;
    for (ByteBuffer buffer : buffers) {
      size += buffer.remaining();
    }
    return size;
  }

  /** {@return the next bytes to send, which the caller takes by moving the position} */
  ByteBuffer next() {
    while (buffers.size() > 1 && !buffers.element().hasRemaining()) {
      buffers.remove();
    }
    ByteBuffer next = buffers.peek();
    if (next == null) {
      return EMPTY;
    }
    if (!next.hasRemaining() && next.capacity() > LEAST_BUFFER) {
      // An idle connection keeps no large buffer.
      buffers.remove();
      open = EMPTY;
      return EMPTY;
    }
    return next;
  }
}
