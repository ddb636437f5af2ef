package dev.gonzo.http.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * An observer of what a server does, for logs and metrics. It changes nothing.
 *
 * <pre>{@code
 * ServerOptions.defaults().withObserver(AccessLog.combined(System.out::println))
 * }</pre>
 *
 * <p>Its methods run in the task of the connection or of the request, between two steps of it. They
 * must not suspend and must not block. If one throws, that is logged, and the request is not
 * affected. An observer of {@link dev.gonzo.http.Http#servePerCore} is called by several threads at
 * the same time.
 */
public interface ExchangeObserver {
  /**
   * Called when a server is ready for connections.
   *
   * @param address its address, with the actual port
   */
  default void listening(InetSocketAddress address) {}

  /**
   * Called when a connection was accepted, before its TLS handshake.
   *
   * @param peer the client's address
   */
  default void connected(SocketAddress peer) {}

  /**
   * Called when a connection has ended.
   *
   * @param peer the client's address
   */
  default void disconnected(SocketAddress peer) {}

  /**
   * Called when the head of a request has arrived.
   *
   * @param exchange the request
   */
  default void began(Exchange exchange) {}

  /**
   * Called when a request is over: its response was sent, or cut short.
   *
   * @param exchange the request
   * @param result how it ended
   */
  default void ended(Exchange exchange, ExchangeResult result) {}

  /**
   * Called when a request was refused before its head was complete, because it broke the protocol,
   * exceeded a limit or was too slow. {@link #began} is not called for it.
   *
   * @param peer the client's address
   * @param status the status of the answer, such as 400, 408 or 431
   * @param reason what was wrong; it quotes nothing that the client sent
   */
  default void refused(SocketAddress peer, int status, String reason) {}
}
