package dev.gonzo.http.engine.http2;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes to send, as whole frames: small ones together in chunks, bodies as the caller's
 * buffers.
 */
final class Output {
  private static final int CHUNK = 8_192;

  /** Bodies up to this size are copied, so that their frame is written at once. */
  private static final int COPIED = 2_048;

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();

  /** The last buffer of the queue, if it has space: where the next bytes go, and what is read. */
  private @Nullable ByteBuffer space;

  private ByteBuffer view = EMPTY;

  private boolean isQueued;
  private long written;
  private long emptied;

  /** {@return the next bytes; the caller moves the position} */
  ByteBuffer next() {
    while (true) {
      ByteBuffer first = queue.peekFirst();
      if (first == null) {
        return EMPTY.duplicate();
      }
      if (first.hasRemaining()) {
        return first;
      }
      queue.removeFirst();
      if (queue.isEmpty()) {
        emptied++;
      }
      if (first == view) {
        reuse();
      }
    }
  }

  /**
   * {@return the bytes that wait, in order; the caller moves the positions, the first one first}
   */
  List<ByteBuffer> all() {
    ByteBuffer first = next();
    if (!first.hasRemaining()) {
      return List.of();
    }
    return queue.size() == 1 ? List.of(first) : List.copyOf(queue);
  }

  private void reuse() {
    isQueued = false;
    ByteBuffer current = space;
    if (current != null) {
      current.clear();
      view = current.duplicate().limit(0);
    }
  }

  /** {@return a number that grows with each part of a length that was taken, and when all were} */
  long progress(int length) {
    return emptied + taken() / length;
  }

  boolean isEmpty() {
    return !next().hasRemaining();
  }

  /** {@return how many bytes wait} */
  long waiting() {
    long bytes = 0;
    for (ByteBuffer each : queue) {
      bytes += each.remaining();
    }
    return bytes;
  }

  /** {@return how many bytes were written, since the start} */
  long written() {
    return written;
  }

  /** {@return how many of them were taken} */
  long taken() {
    return written - waiting();
  }

  void clear() {
    queue.clear();
    endChunk();
    written = 0;
  }

  private ByteBuffer space(int bytes) {
    ByteBuffer current = space;
    if (current == null || current.remaining() < bytes) {
      current = ByteBuffer.allocate(Math.max(CHUNK, bytes));
      space = current;
      view = current.duplicate().limit(0);
      isQueued = false;
    }
    if (!isQueued) {
      queue.addLast(view);
      isQueued = true;
    }
    written += bytes;
    return current;
  }

  private void show() {
    ByteBuffer current = space;
    if (current != null) {
      view.limit(current.position());
    }
  }

  void frame(int length, int type, int flags, int stream) {
    space(FrameType.HEADER_BYTES)
        .put((byte) (length >> 16))
        .put((byte) (length >> 8))
        .put((byte) length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream);
    show();
  }

  void putInt(int value) {
    space(4).putInt(value);
    show();
  }

  void putLong(long value) {
    space(8).putLong(value);
    show();
  }

  void putShort(int value) {
    space(2).putShort((short) value);
    show();
  }

  /** Copies bytes, and moves the position of their buffer. */
  void copy(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int part = Math.min(bytes.remaining(), CHUNK);
      space(part).put(bytes.slice(bytes.position(), part));
      bytes.position(bytes.position() + part);
      show();
    }
  }

  /** Takes a part of a body, which is not copied if it is large. */
  void body(ByteBuffer bytes) {
    if (bytes.remaining() <= COPIED) {
      copy(bytes);
      return;
    }
    written += bytes.remaining();
    endChunk();
    queue.addLast(bytes);
  }

  private void endChunk() {
    space = null;
    view = EMPTY;
    isQueued = false;
  }

  void windowUpdate(int stream, int increment) {
    frame(4, FrameType.WINDOW_UPDATE, 0, stream);
    putInt(increment);
  }

  void reset(int stream, ErrorCode error) {
    frame(4, FrameType.RST_STREAM, 0, stream);
    putInt(error.code());
  }

  void ping(long number, boolean isAnswer) {
    frame(8, FrameType.PING, isAnswer ? FrameType.ACK : 0, 0);
    putLong(number);
  }

  void goAway(int lastStream, ErrorCode error, ByteBuffer debug) {
    frame(8 + debug.remaining(), FrameType.GOAWAY, 0, 0);
    putInt(lastStream);
    putInt(error.code());
    copy(debug);
  }

  /** Writes a block as HEADERS, and CONTINUATION if it is large. */
  void headers(int stream, ByteBuffer block, boolean isEnd, int frameSize) {
    int type = FrameType.HEADERS;
    int flags = isEnd ? FrameType.END_STREAM : 0;
    do {
      int part = Math.min(block.remaining(), frameSize);
      int last = part == block.remaining() ? FrameType.END_HEADERS : 0;
      frame(part, type, flags | last, stream);
      copy(block.slice(block.position(), part));
      block.position(block.position() + part);
      type = FrameType.CONTINUATION;
      flags = 0;
    } while (block.hasRemaining());
  }
}
