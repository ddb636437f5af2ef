package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;

/** A source and a sink in one, as a connection is: one task may read while another writes. */
public interface ByteStream extends ByteSource, ByteSink {
  /**
   * Closes both directions. Closing twice is harmless.
   *
   * @throws IOException if that fails; it is closed all the same
   */
  @Async
  @Override
  void close() throws IOException;
}
