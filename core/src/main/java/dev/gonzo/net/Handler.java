package dev.gonzo.net;

import dev.gonzo.Async;

/**
 * What a server does with one connection.
 *
 * @param <S> which kind: a {@link Socket} of TCP, or a {@link UnixSocket}
 */
@FunctionalInterface
public interface Handler<S extends StreamSocket> {
  /**
   * Serves a connection; it is closed afterwards. Runs in a task of its own.
   *
   * @param client the connection
   * @throws Exception reported; the other connections go on
   */
  @Async
  void handle(S client) throws Exception;
}
