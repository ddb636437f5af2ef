package dev.gonzo.http.server;

import dev.gonzo.Async;

/** Answers requests, such as a lambda, a {@link Router}, or one that wraps another. */
@FunctionalInterface
public interface ExchangeHandler {
  /**
   * Answers a request. Runs in the task of its connection (HTTP/1.1) or of its stream (HTTP/2),
   * which is cancelled when the peer gives up an HTTP/2 stream, and when the server stops.
   *
   * <p>A response that was not begun when it returns is 204 without a body; one that was not ended
   * is ended.
   *
   * @param exchange the request and its response
   * @throws StatusException to answer with an error, if the response was not begun
   * @throws Exception any other failure: it is logged and answered with 500, or the response is cut
   *     short if it was begun
   */
  @Async
  void handle(Exchange exchange) throws Exception;
}
