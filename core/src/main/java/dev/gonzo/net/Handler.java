package dev.gonzo.net;

import dev.gonzo.Async;

/** What a server does with one connection. */
@FunctionalInterface
public interface Handler {
  /**
   * Serves a connection; it is closed afterwards. Runs in a task of its own.
   *
   * @param client the connection
   * @throws Exception reported; the other connections go on
   */
  @Async
  void handle(Socket client) throws Exception;
}
