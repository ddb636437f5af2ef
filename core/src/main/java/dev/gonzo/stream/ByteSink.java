package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;
import java.util.Objects;

/** A destination of bytes. For tasks; only one may write at a time. */
@FunctionalInterface
public interface ByteSink extends AutoCloseable {
  /**
   * Writes some of the bytes. Waits until at least one byte was taken, unless the length is 0.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, no byte was taken.
   *
   * @param bytes the array with the bytes
   * @param offset the index of the first byte
   * @param length the number of bytes
   * @return the number of bytes that were taken
   * @throws IOException if the sink has failed, or is closed
   * @throws dev.gonzo.BusyException if another task is writing
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  int write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Writes all bytes. Waits until all of them were taken.
   *
   * <p>Suspends; a checkpoint. If it is cancelled or fails half way, the exception carries a {@link
   * PartialTransferException} with the number of bytes that were taken.
   *
   * @param bytes the array with the bytes
   * @param offset the index of the first byte
   * @param length the number of bytes
   * @throws IOException if the sink has failed, or is closed
   * @throws dev.gonzo.BusyException if another task is writing
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  @Async
  default void writeAll(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int written = 0;
    try {
      do {
        written += write(bytes, offset + written, length - written);
      } while (written < length);
    } catch (Throwable thrown) {
      PartialTransferException.note(thrown, written);
      throw thrown;
    }
  }

  /**
   * Equivalent to {@code writeAll(bytes, 0, bytes.length)}.
   *
   * <p>Suspends; a checkpoint. If it is cancelled or fails half way, the exception carries a {@link
   * PartialTransferException} with the number of bytes that were taken.
   *
   * @param bytes the bytes
   * @throws IOException if the sink has failed, or is closed
   * @throws dev.gonzo.BusyException if another task is writing
   */
  @Async
  default void writeAll(byte[] bytes) throws IOException {
    writeAll(bytes, 0, bytes.length);
  }

  /**
   * Closes the sink. Closing twice is harmless. By default it does nothing.
   *
   * @throws IOException if closing fails; the sink is closed nevertheless
   */
  @Async
  @Override
  default void close() throws IOException {}
}
