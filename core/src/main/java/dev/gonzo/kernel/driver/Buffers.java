package dev.gonzo.kernel.driver;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Gathers and scatters several buffers, so that each system call has one. Small buffers are copied
 * through one piece of memory outside the heap, which one call transfers; a large buffer is
 * transferred in place.
 *
 * <p>Discussion: why not the system's own calls for several buffers? They take addresses, which
 * heap arrays do not have, and whose memory other code may free during the call; and copying 64 KiB
 * costs less than the call itself.
 */
public final class Buffers {
  /** The size of the memory. A buffer with fewer bytes counts as small. */
  public static final int TOGETHER_BYTES = 1 << 16;

  private final ByteBuffer together = ByteBuffer.allocateDirect(TOGETHER_BYTES);

  /** Creates the buffers of one kernel. */
  public Buffers() {}

  /**
   * Returns the buffer to transfer in place, if there is one.
   *
   * @param buffers the buffers, in order
   * @return the first buffer with bytes remaining, if it is large or the only one
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
   * Copies their first bytes together, without moving their positions.
   *
   * @param buffers the buffers, in order
   * @return the bytes to send
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
   * Returns memory to receive into, before {@link #scatter}.
   *
   * @param buffers the buffers, in order
   * @return memory with as much room as the buffers have, or as there is here
   */
  public ByteBuffer room(List<ByteBuffer> buffers) {
    long room = 0;
    for (ByteBuffer buffer : buffers) {
      room += buffer.remaining();
    }
    return together.clear().limit((int) Math.min(room, TOGETHER_BYTES));
  }

  /**
   * Copies received bytes to the buffers, and moves their positions.
   *
   * @param buffers the buffers, in order
   * @param count how many bytes were received
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
   * Moves their positions past the bytes that were sent.
   *
   * @param buffers the buffers, in order
   * @param count how many bytes were sent
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
