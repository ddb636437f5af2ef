package dev.gonzo.http.server;

import dev.gonzo.Async;

/** Runs the handler for a request, and answers its failure. Shared by all connections of a server. */
final class ExchangeRunner {
  private final ExchangeHandler handler;

  ExchangeRunner(ExchangeHandler handler) {
    this.handler = handler;
  }

  /**
   * Answers a request. When it returns, the response was ended or aborted; only a cancellation and a
   * defect (an {@link Error}) are thrown.
   */
  @Async
  void run(ServerStream stream) {
    try {
      handler.handle(new Exchange(stream));
      stream.end();
    } catch (Exception failure) {
      stream.abort();
    }
  }
}
