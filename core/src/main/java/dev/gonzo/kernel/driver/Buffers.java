package dev.gonzo.kernel.driver;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of several buffers, on their way to one system call. Small ones meet in one piece of
 * memory outside the heap, for which there is one call; what is large goes from where it is,
 * without a copy.
 *
 * <p>Discussion: why not the system's own calls for many buffers. They take addresses, which arrays
 * do not have, and which others may free during the call; and to copy 64 KiB costs less than the
 * call itself.
 */
public final class Buffers {
  /** So much is put together, and less than this is small. */
  public static final int TOGETHER_BYTES = 1 << 16;

  private final ByteBuffer together = ByteBuffer.allocateDirect(TOGETHER_BYTES);

  /** Makes one for one kernel. */
  public Buffers() {}

  /**
   * Tells whether one buffer is to be used by itself.
   *
   * @param buffers in their order
   * @return the first that has something remaining, if it is large, or the only one
   */
  public static Optional<ByteBuffer> alone(List<ByteBuffer> buffers) {
    ByteBuffer first = null;
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        if (first != null) {
          return Optional.empty();
        }
        first = buffer;
        if (first.remaining() >= TOGETHER_BYTES) {
          break;
        }
      }
    }
    return Optional.ofNullable(first);
  }

  /**
   * Puts their first bytes together, and leaves their positions as they are.
   *
   * @param buffers in their order
   * @return the bytes, ready to be sent
   */
  public ByteBuffer gather(List<ByteBuffer> buffers) {
    together.clear();
    for (ByteBuffer buffer : buffers) {
      int count = Math.min(together.remaining(), buffer.remaining());
      together.put(buffer.duplicate().limit(buffer.position() + count));
    }
    return together.flip();
  }

  /**
   * Tells where to receive to, before {@link #scatter}.
   *
   * @param buffers in their order
   * @return memory with as much room as they have, or as there is here
   */
  public ByteBuffer room(List<ByteBuffer> buffers) {
    long room = 0;
    for (ByteBuffer buffer : buffers) {
      room += buffer.remaining();
    }
    return together.clear().limit((int) Math.min(room, TOGETHER_BYTES));
  }

  /**
   * Copies what was received to them, and moves their positions by that.
   *
   * @param buffers in their order
   * @param count how many bytes came
   */
  public void scatter(List<ByteBuffer> buffers, int count) {
    together.clear().limit(count);
    for (ByteBuffer buffer : buffers) {
      int part = Math.min(together.remaining(), buffer.remaining());
      buffer.put(together.slice(together.position(), part));
      together.position(together.position() + part);
    }
  }

  /**
   * Moves their positions by what was sent.
   *
   * @param buffers in their order
   * @param count how many bytes
   */
  public static void skip(List<ByteBuffer> buffers, int count) {
    int left = count;
    for (ByteBuffer buffer : buffers) {
      int part = Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + part);
      left -= part;
    }
  }
}
