package dev.gonzo.http.client;

import dev.gonzo.Async;
import java.io.IOException;

/** A connection to a server or a proxy, in any version of HTTP. */
interface ClientConnection {
  /** Whether several requests can be on their way at the same time. */
  boolean isShared();

  /** Whether a request can be sent now. */
  boolean isUsable();

  /** Begins a request, without sending anything. */
  ClientExchange begin();

  /** Waits, on an idle connection, until it can no longer be used. */
  @Async
  void awaitEnd() throws IOException;

  /** Closes it, and so cuts off what is on it. Closing twice is harmless; it never fails. */
  @Async
  void close();
}
