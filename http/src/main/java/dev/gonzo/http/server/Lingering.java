package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.time.Duration;

/**
 * The end of a connection whose client may still be sending. Closing a socket with unread bytes
 * resets it, and the client may lose the answer; so the output is ended first, and what comes is
 * read and dropped for a while.
 */
final class Lingering {
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 1 << 20;

  private final ByteStream stream;

  Lingering(ByteStream stream) {
    this.stream = stream;
  }

  @Async
  void run() throws IOException {
    boolean _ = Gonzo.ignoreAfter(LONGEST, this::readToEnd);
  }

  private void readToEnd() throws IOException {
    switch (stream) {
      case StreamSocket socket -> socket.shutdownOutput();
      case TlsStream tls -> tls.shutdownOutput();
      default -> {
        return;
      }
    }
    var dropped = new byte[Http1Input.SMALL * 8];
    int left = MOST_BYTES;
    while (left > 0) {
      int count = stream.read(dropped, 0, dropped.length);
      if (count < 0) {
        return;
      }
      left -= count;
    }
  }
}
