package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;

/** Where bytes come from, one after the other. For tasks; one reads at a time. */
@FunctionalInterface
public interface ByteSource extends AutoCloseable {
  /**
   * Waits until bytes have come, and takes some.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing.
   *
   * @param buffer whereto
   * @param offset the first place to fill
   * @param length at most how many; with 0 it waits for nothing and answers 0
   * @return how many came, or -1 after the last byte
   * @throws IOException if the source has failed, or is closed
   * @throws dev.gonzo.BusyException if another task waits to read
   * @throws IndexOutOfBoundsException if the buffer has no such part
   */
  @Async
  int read(byte[] buffer, int offset, int length) throws IOException;

  /**
   * Closes it, if there is something to close. Closing twice is harmless.
   *
   * @throws IOException if that fails; it is closed all the same
   */
  @Async
  @Override
  default void close() throws IOException {}
}
