package dev.gonzo.testing;

import dev.gonzo.Async;
import dev.gonzo.Suspension;

/**
 * Two streams in memory that are connected: each reads what the other writes. They behave like the
 * two ends of a connection, without a socket, so a test of a protocol runs in virtual time.
 *
 * <pre>{@code
 * var streams = MemoryStreams.of(1000);
 * Task<?> server = spawn(() -> serve(streams.right()));
 * streams.left().writeAll("hello\n".getBytes(UTF_8));
 * }</pre>
 *
 * <p>Each direction has room for a number of bytes; a writer waits while there is no room. For the
 * tasks of one kernel.
 */
public final class MemoryStreams implements AutoCloseable {
  private final MemoryStream left;
  private final MemoryStream right;

  private MemoryStreams(int capacity) {
    left = new MemoryStream(capacity);
    right = new MemoryStream(capacity);
    left.connect(right);
    right.connect(left);
  }

  /**
   * Creates two connected streams.
   *
   * @param capacity how many bytes each direction holds, at least 1
   * @return the streams
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public static MemoryStreams of(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a stream must hold at least 1 byte, got " + capacity);
    }
    return new MemoryStreams(capacity);
  }

  /**
   * Makes both directions narrower, for tests of partial writes. Bytes that are on their way stay.
   *
   * @param bytes how many bytes each direction holds from now on, from 1 to the capacity
   * @return these streams
   * @throws IllegalArgumentException if the number is not in that range
   */
  public MemoryStreams narrowedTo(int bytes) {
    left.narrow(bytes);
    right.narrow(bytes);
    return this;
  }

  /** {@return one end; it reads what {@link #right} writes} */
  public MemoryStream left() {
    return left;
  }

  /** {@return the other end; it reads what {@link #left} writes} */
  public MemoryStream right() {
    return right;
  }

  /** Closes both ends. Closing twice is harmless. */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    left.close();
    right.close();
  }
}
