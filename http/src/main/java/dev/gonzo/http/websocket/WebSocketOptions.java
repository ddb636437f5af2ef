package dev.gonzo.http.websocket;

import dev.gonzo.http.engine.websocket.DeflateOptions;
import dev.gonzo.http.engine.websocket.HandshakeOptions;
import dev.gonzo.http.engine.websocket.WebSocketLimits;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a WebSocket.
 *
 * <pre>{@code
 * WebSocketOptions.defaults().withSubprotocols("chat.v1").withKeepAlive(ofSeconds(30))
 * }</pre>
 *
 * @param handshake the subprotocols and the compression that are offered or accepted
 * @param limits what the peer may demand
 * @param keepAlive after how long without anything from the peer a ping is sent; empty for none
 * @param origins on a server, which pages may connect
 */
public record WebSocketOptions(
    HandshakeOptions handshake,
    WebSocketLimits limits,
    Optional<Duration> keepAlive,
    Origins origins) {
  private static final WebSocketOptions DEFAULTS =
      new WebSocketOptions(
          HandshakeOptions.none(),
          WebSocketLimits.defaults(),
          Optional.empty(),
          new Origins(Set.of(), false));

  /**
   * Creates options.
   *
   * @throws IllegalArgumentException if the time of {@code keepAlive} is not positive
   */
  public WebSocketOptions {
    Objects.requireNonNull(handshake);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(origins);
    keepAlive.ifPresent(time -> {
      if (!time.isPositive()) {
        throw new IllegalArgumentException("keepAlive must be positive, got " + time);
      }
    });
  }

  /**
   * {@return no subprotocol, no compression, no pings, the default limits, and on a server only
   * pages of its own host}
   */
  public static WebSocketOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return a copy with subprotocols}
   *
   * @param names the names, the preferred one first
   * @throws IllegalArgumentException if one is no token, or is there twice
   */
  public WebSocketOptions withSubprotocols(String... names) {
    return new WebSocketOptions(handshake.withSubprotocols(names), limits, keepAlive, origins);
  }

  /**
   * {@return a copy that compresses messages, if the peer agrees} The sockets of a server share
   * native memory, unless the options have a pool; elsewhere, it is made for each message.
   *
   * @param options how messages are compressed
   */
  public WebSocketOptions withDeflate(DeflateOptions options) {
    return new WebSocketOptions(handshake.withDeflate(options), limits, keepAlive, origins);
  }

  /**
   * {@return a copy with other limits}
   *
   * @param newLimits the limits
   */
  public WebSocketOptions withLimits(WebSocketLimits newLimits) {
    return new WebSocketOptions(handshake, newLimits, keepAlive, origins);
  }

  /**
   * {@return a copy that pings a quiet peer} A peer that does not answer within {@link
   * WebSocketLimits#pongAnswer} is given up. Answers are noticed while a task receives, so there
   * are pings only then.
   *
   * @param time after how long without anything from the peer
   * @throws IllegalArgumentException if the time is not positive
   */
  public WebSocketOptions withKeepAlive(Duration time) {
    return new WebSocketOptions(handshake, limits, Optional.of(time), origins);
  }

  /**
   * {@return a copy with which pages of other hosts may connect to this server too}
   *
   * @param allowed their origins, such as {@code https://shop.example}
   * @throws IllegalArgumentException if one is not {@code scheme://host} or {@code
   *     scheme://host:port}
   */
  public WebSocketOptions withOrigins(String... allowed) {
    return new WebSocketOptions(
        handshake, limits, keepAlive, new Origins(Set.of(allowed), origins.any()));
  }

  /**
   * {@return a copy with which pages of any host may connect to this server} Only for a server that
   * does not rely on cookies: the browser sends them along from any page.
   */
  public WebSocketOptions withAnyOrigin() {
    return new WebSocketOptions(handshake, limits, keepAlive, new Origins(origins.allowed(), true));
  }
}
