package dev.gonzo.http.engine.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Compresses messages (RFC 7692, section 7.2.1), each part so that it can be read at once. */
final class MessageDeflater {
  private static final int TAIL = 4;

  /** With less room than this, zlib repeats the marker of a flush. */
  private static final int LEAST_ROOM = 16;

  private final boolean keepsContext;
  private final int level;
  private final DeflatePool pool;

  private @Nullable Deflater deflater;

  MessageDeflater(boolean keepsContext, int level, DeflatePool pool) {
    this.keepsContext = keepsContext;
    this.level = level;
    this.pool = pool;
  }

  /** {@return a part of a message in compressed form, in memory of its own} */
  ByteBuffer deflate(ByteBuffer part, boolean isLast) {
    Deflater current = deflater;
    if (current == null) {
      current = pool.takeDeflater(level);
      deflater = current;
    }
    current.setInput(part.duplicate());
    byte[] out = new byte[part.remaining() / 2 + 4 * LEAST_ROOM];
    int used = 0;
    while (true) {
      int room = out.length - used;
      int count = current.deflate(out, used, room, Deflater.SYNC_FLUSH);
      used += count;
      if (count < room) {
        break;
      }
      out = Arrays.copyOf(out, 2 * out.length);
    }
    if (!isLast) {
      return ByteBuffer.wrap(out, 0, used);
    }
    if (!keepsContext) {
      free();
    }
    // Nothing comes out if there was nothing to flush: an empty block without its last four bytes.
    return used <= TAIL ? ByteBuffer.wrap(new byte[1]) : ByteBuffer.wrap(out, 0, used - TAIL);
  }

  void free() {
    if (deflater != null) {
      pool.give(deflater);
      deflater = null;
    }
  }
}
