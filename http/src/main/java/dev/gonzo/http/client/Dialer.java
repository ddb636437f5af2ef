package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;

/** Opens streams of bytes to hosts. */
@FunctionalInterface
interface Dialer {
  @Async
  ByteStream dial(String host, int port) throws IOException;
}
