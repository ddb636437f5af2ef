package dev.gonzo.http.engine.websocket;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Decompresses messages (RFC 7692, section 7.2.2) into parts of limited size. */
final class MessageInflater {
  private static final byte[] NOTHING = {};
  private static final int LARGEST_PART = 16 << 10;
  private static final int SMALLEST_PART = 256;

  private final boolean keepsContext;
  private final DeflatePool pool;

  private @Nullable Inflater inflater;

  /** Whether the bytes so far end with a block that is marked as the last one. */
  private boolean hasEnded;

  /** Where the next bytes go; what is before them has been handed on. */
  private byte[] space = NOTHING;

  private int used;

  MessageInflater(boolean keepsContext, DeflatePool pool) {
    this.keepsContext = keepsContext;
    this.pool = pool;
  }

  /**
   * Decompresses a part of a message.
   *
   * @param to takes what comes out, in parts, which keep their contents; may throw
   */
  void inflate(ByteBuffer part, boolean isLast, Consumer<ByteBuffer> to) {
    Inflater current = inflater;
    if (current == null) {
      current = pool.takeInflater();
      inflater = current;
      hasEnded = false;
    }
    inflate(current, part, to);
    if (!isLast) {
      return;
    }
    if (!hasEnded) {
      inflate(current, DeflatePool.tail(), to);
    }
    space = NOTHING;
    used = 0;
    if (!keepsContext) {
      free();
    }
  }

  private void inflate(Inflater current, ByteBuffer part, Consumer<ByteBuffer> to) {
    if (!part.hasRemaining()) {
      return;
    }
    if (hasEnded) {
      current.reset();
      hasEnded = false;
    }
    current.setInput(part);
    while (true) {
      if (used == space.length) {
        space = new byte[Math.clamp(4L * part.remaining(), SMALLEST_PART, LARGEST_PART)];
        used = 0;
      }
      step(current, to);
      if (current.finished()) {
        // A block that is marked as the last one ends a stream of zlib's, but not the message.
        if (!part.hasRemaining()) {
          hasEnded = true;
          return;
        }
        current.reset();
        current.setInput(part);
      } else if (current.needsInput() && used < space.length) {
        return;
      }
    }
  }

  private void step(Inflater current, Consumer<ByteBuffer> to) {
    long before = current.getBytesWritten();
    boolean isValid = true;
    try {
      current.inflate(space, used, space.length - used);
    } catch (DataFormatException wrong) {
      isValid = false;
    }
    int count = (int) (current.getBytesWritten() - before);
    if (count > 0) {
      ByteBuffer inflated = ByteBuffer.wrap(space, used, count).slice();
      used += count;
      to.accept(inflated);
    }
    if (!isValid) {
      throw invalid("the compressed data is damaged");
    }
  }

  private static ViolationException invalid(String problem) {
    return new ViolationException(CloseCode.INVALID_DATA, "RFC 7692, 7.2.2", problem);
  }

  void free() {
    space = NOTHING;
    used = 0;
    if (inflater != null) {
      pool.give(inflater);
      inflater = null;
    }
  }
}
