package dev.gonzo.http.connection;

import dev.gonzo.Async;
import dev.gonzo.http.engine.http2.Received;

/** Answers the requests of a server's connection, each in a task of its own. */
@FunctionalInterface
public interface StreamHandler {
  /**
   * Answers a request. Its task is cancelled when the peer resets the stream, and when the
   * connection is over. A response that was not ended when it returns is cut short by a reset.
   *
   * @param stream the stream
   * @param request the head of the request
   */
  @Async
  void handle(Http2Stream stream, Received.Request request);
}
