package dev.gonzo.http.connection;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.time.Duration;

/**
 * The end of a connection whose peer may still be sending. A socket that is closed with unread
 * bytes is reset, and then the peer may not see why: so its bytes are read and dropped for a while.
 */
public final class LingeringEnd {
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int MOST_BYTES = 1 << 20;

  private LingeringEnd() {}

  /**
   * Ends the output, and waits for the end of the input, but not for long.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param transport the stream of bytes under the connection; it is not closed
   */
  @Async
  public static void await(ByteStream transport) {
    boolean _ =
        Gonzo.ignoreAfter(
            LONGEST,
            () -> {
              try {
                shutdownOutput(transport);
                byte[] dropped = new byte[8_192];
                int left = MOST_BYTES;
                while (left > 0) {
                  int count = transport.read(dropped, 0, dropped.length);
                  left = count < 0 ? 0 : left - count;
                }
              } catch (IOException broken) {
                // The peer is gone already.
              }
            });
  }

  private static void shutdownOutput(ByteStream transport) throws IOException {
    switch (transport) {
      case StreamSocket socket -> socket.shutdownOutput();
      case TlsStream tls -> tls.shutdownOutput();
      default -> {
        // Others have no half.
      }
    }
  }
}
