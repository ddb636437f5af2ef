package dev.gonzo.net;

import dev.gonzo.Async;

/**
 * Serves one connection of a server.
 *
 * @param <S> the kind of socket: a TCP {@link Socket} or a {@link UnixSocket}
 */
@FunctionalInterface
public interface Handler<S extends StreamSocket> {
  /**
   * Serves a connection, which is closed afterwards. Runs in its own task.
   *
   * @param client the connection
   * @throws Exception if serving fails; it is logged, and other connections are not affected
   */
  @Async
  void handle(S client) throws Exception;
}
