package dev.gonzo.http.server;

import dev.gonzo.Async;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection of a client, in any version of HTTP. */
interface ServerConnection {
  /**
   * Serves requests until the connection ends. Does not close the transport.
   *
   * @param received bytes that were read to find out the version, from position to limit
   */
  @Async
  void run(ByteBuffer received) throws IOException;

  /** Lets the requests that have begun end, takes no others, and lets {@link #run} return then. */
  void drain();
}
