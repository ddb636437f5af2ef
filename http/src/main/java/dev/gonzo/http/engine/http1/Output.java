package dev.gonzo.http.engine.http1;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes to send. Heads are gathered in an array; large parts of bodies are sent as they are. */
final class Output {
  /** A part of a body that is shorter is copied behind its head, so that one write sends both. */
  private static final int COPIED = 2048;

  /** An array that is longer is not kept by an idle connection. */
  private static final int KEPT = 512;

  private static final byte[] NOTHING = {};
  private static final ByteBuffer NO_BYTES = ByteBuffer.wrap(NOTHING).asReadOnlyBuffer();

  private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>(0);
  private byte[] tail = NOTHING;
  private int start;
  private int end;

  /**
   * The buffer that the caller writes from, if it is a part of the tail. It is the same until more
   * is sent, so the caller may ask for the deadline of its write.
   */
  private @Nullable ByteBuffer given;

  private long put;
  private long beginnings;

  /** Returns the bytes that are next; the caller moves the position behind those it has written. */
  ByteBuffer next() {
    if (isEmpty()) {
      return NO_BYTES;
    }
    ByteBuffer first = ready.peek();
    if (first != null) {
      return first;
    }
    if (given == null) {
      given = ByteBuffer.wrap(tail, start, end - start);
    }
    return given;
  }

  /** Returns all that is to be sent, beginning with {@link #next}. */
  List<ByteBuffer> all() {
    if (isEmpty()) {
      return List.of();
    }
    if (ready.isEmpty()) {
      return List.of(next());
    }
    if (start < end) {
      // A buffer of its own, because what is sent later goes into the tail again.
      ready.add(ByteBuffer.wrap(tail, start, end - start));
      tail = NOTHING;
      start = 0;
      end = 0;
    }
    return List.copyOf(ready);
  }

  boolean isEmpty() {
    settle();
    return ready.isEmpty() && start == end;
  }

  /** Returns how many bytes the peer has taken. */
  long taken() {
    settle();
    long pending = (long) end - start;
    for (ByteBuffer each : ready) {
      pending += each.remaining();
    }
    return put - pending;
  }

  /** Returns how often there was something to send after there was nothing. */
  long beginnings() {
    return beginnings;
  }

  void clear() {
    given = null;
    ready.clear();
    tail = NOTHING;
    start = 0;
    end = 0;
  }

  /** Sees what the caller has written since the last call. */
  private void settle() {
    if (given != null) {
      start = given.position();
      if (start == end) {
        given = null;
        start = 0;
        end = 0;
        if (tail.length > KEPT) {
          tail = NOTHING;
        }
      }
    }
    while (!ready.isEmpty() && !ready.getFirst().hasRemaining()) {
      ready.removeFirst();
    }
  }

  private void make(int room) {
    if (isEmpty()) {
      beginnings++;
    }
    put += room;
    given = null;
    if (tail.length - end < room) {
      makeSpace(room);
    }
  }

  /** Uses what was taken again, so that a peer that always leaves a little costs no more. */
  private void makeSpace(int room) {
    int length = end - start;
    byte[] from = tail;
    if (length + room > tail.length / 2) {
      tail = new byte[Math.max(length + room, Math.max(KEPT, 2 * tail.length))];
    }
    System.arraycopy(from, start, tail, 0, length);
    start = 0;
    end = length;
  }

  Output text(String latin) {
    make(latin.length());
    copy(latin);
    return this;
  }

  /** Adds a field and the end of its line. */
  void field(String name, String value) {
    make(name.length() + value.length() + 4);
    copy(name);
    tail[end++] = ':';
    tail[end++] = ' ';
    copy(value);
    tail[end++] = '\r';
    tail[end++] = '\n';
  }

  /**
   * Each character of a head is one byte: the only method of String that copies without a check.
   */
  @SuppressWarnings("deprecation")
  private void copy(String latin) {
    latin.getBytes(0, latin.length(), tail, end);
    end += latin.length();
  }

  void bytes(ByteBuffer bytes) {
    int length = bytes.remaining();
    if (length <= COPIED) {
      make(length);
      bytes.get(bytes.position(), tail, end, length);
      end += length;
      return;
    }
    make(0);
    put += length;
    if (start < end) {
      ready.add(ByteBuffer.wrap(tail, start, end - start));
      tail = NOTHING;
      start = 0;
      end = 0;
    }
    ready.add(bytes.slice());
  }
}
