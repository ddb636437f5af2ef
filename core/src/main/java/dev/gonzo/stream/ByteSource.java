package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;

/** A source of bytes. For tasks; only one may read at a time. */
@FunctionalInterface
public interface ByteSource extends AutoCloseable {
  /**
   * Waits for bytes, and reads as many as are there, up to a limit.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has read nothing: no bytes are lost.
   *
   * @param buffer where the bytes go
   * @param offset the index of the first byte to fill
   * @param length the greatest number of bytes; with 0 it does not wait and returns 0
   * @return the number of bytes, or -1 after the last byte
   * @throws IOException if the source has failed, or is closed
   * @throws dev.gonzo.BusyException if another task is waiting to read
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  @Async
  int read(byte[] buffer, int offset, int length) throws IOException;

  /**
   * Equivalent to {@code read(buffer, 0, buffer.length)}.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has read nothing: no bytes are lost.
   *
   * @param buffer where the bytes go
   * @return the number of bytes, or -1 after the last byte
   * @throws IOException if the source has failed, or is closed
   * @throws dev.gonzo.BusyException if another task is waiting to read
   */
  @Async
  default int read(byte[] buffer) throws IOException {
    return read(buffer, 0, buffer.length);
  }

  /**
   * Closes the source. Closing twice is harmless. By default it does nothing.
   *
   * @throws IOException if closing fails; the source is closed nevertheless
   */
  @Async
  @Override
  default void close() throws IOException {}
}
