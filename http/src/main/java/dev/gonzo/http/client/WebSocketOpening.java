package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Environment;
import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.websocket.HandshakeResult;
import dev.gonzo.http.engine.websocket.WebSocketHandshake;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import java.io.IOException;

/** The handshake of a WebSocket, on a connection of HTTP/1.1. */
final class WebSocketOpening {
  private static final int NONCE_BYTES = 16;

  private WebSocketOpening() {}

  /** Returns the URI for HTTP: {@code ws} is {@code http}, and {@code wss} is {@code https}. */
  static String forHttp(String uri) {
    if (uri.regionMatches(true, 0, "ws:", 0, 3) || uri.regionMatches(true, 0, "wss:", 0, 4)) {
      return "http" + uri.substring(2);
    }
    return uri;
  }

  @Async
  static WebSocket open(Exchanges exchanges, Request request, WebSocketOptions options)
      throws IOException {
    if (!request.method().equals("GET") || !(request.body() instanceof RequestBody.None)) {
      throw new IllegalArgumentException("a WebSocket begins with a GET without a body");
    }
    String key = WebSocketHandshake.key(Environment.randomBytes(NONCE_BYTES));
    Headers fields = WebSocketHandshake.request(key, options.handshake());
    for (Header header : request.headers()) {
      fields = fields.with(header.name(), header.value());
    }
    Attempt attempt = exchanges.overHttp1(request, fields);
    boolean isOpen = false;
    try {
      ReceivedHead head = attempt.head();
      WebSocket opened =
          switch (WebSocketHandshake.verify(
              key, head.status(), head.headers(), options.handshake())) {
            case HandshakeResult.Refused refused ->
                throw new HandshakeRefusedException(
                    head.status(), request.uri() + " opens no WebSocket: " + refused.problem());
            case HandshakeResult.Accepted accepted -> {
              var exchange = (Http1Exchange) attempt.exchange();
              exchange.takeUpgrade();
              yield WebSocket.overClient(
                  exchange.stream(), exchange.rest(), accepted.agreement(), options);
            }
          };
      attempt.detach();
      isOpen = true;
      return opened;
    } finally {
      if (!isOpen) {
        attempt.abort();
      }
    }
  }
}
