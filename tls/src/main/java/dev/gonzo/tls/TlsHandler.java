package dev.gonzo.tls;

import dev.gonzo.Async;

/** Serves one connection of a server, after its handshake. */
@FunctionalInterface
public interface TlsHandler {
  /**
   * Serves a connection, which is closed afterwards. Runs in a task of its own.
   *
   * @param client the connection
   * @throws Exception any failure; it is reported, and the other connections go on
   */
  @Async
  void handle(TlsStream client) throws Exception;
}
