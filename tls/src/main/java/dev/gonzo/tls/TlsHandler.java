package dev.gonzo.tls;

import dev.gonzo.Async;

/** What a server does with one connection whose handshake is done. */
@FunctionalInterface
public interface TlsHandler {
  /**
   * Serves a connection; it is closed afterwards. Runs in a task of its own.
   *
   * @param client the connection
   * @throws Exception reported; the other connections go on
   */
  @Async
  void handle(TlsStream client) throws Exception;
}
