package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;

/** A source and a sink in one, such as a connection: one task may read while another one writes. */
public interface ByteStream extends ByteSource, ByteSink {
  /**
   * Closes both directions. Closing twice is harmless.
   *
   * @throws IOException if closing fails; the stream is closed nevertheless
   */
  @Async
  @Override
  void close() throws IOException;
}
