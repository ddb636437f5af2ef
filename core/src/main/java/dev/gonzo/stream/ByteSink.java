package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;
import java.util.Objects;

/** Where bytes go, one after the other. For tasks; one writes at a time. */
@FunctionalInterface
public interface ByteSink extends AutoCloseable {
  /**
   * Waits until bytes are taken, and answers how many were: at least one, if any was given.
   *
   * <p>Suspends; a checkpoint. Cancelled, none was taken.
   *
   * @param bytes where they are
   * @param offset the first one
   * @param length how many
   * @return how many of them were taken
   * @throws IOException if the sink has failed, or is closed
   * @throws dev.gonzo.BusyException if another task is writing
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  @Async
  int write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Waits until all bytes are taken.
   *
   * <p>Suspends; a checkpoint. Whatever cuts it off half way carries a {@link CutOff}, which tells
   * how many were taken.
   *
   * @param bytes where they are
   * @param offset the first one
   * @param length how many
   * @throws IOException if the sink has failed, or is closed
   * @throws dev.gonzo.BusyException if another task is writing
   * @throws IndexOutOfBoundsException if the array has no such part
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
      CutOff.note(thrown, written);
      throw thrown;
    }
  }

  /**
   * Waits until all bytes of an array are taken: equivalent to {@code writeAll(bytes, 0,
   * bytes.length)}.
   *
   * <p>Suspends; a checkpoint. Whatever cuts it off half way carries a {@link CutOff}, which tells
   * how many were taken.
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
   * Closes it, if there is something to close. Closing twice is harmless.
   *
   * @throws IOException if that fails; it is closed all the same
   */
  @Async
  @Override
  default void close() throws IOException {}
}
