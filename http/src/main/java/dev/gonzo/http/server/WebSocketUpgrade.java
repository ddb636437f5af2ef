package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.websocket.DeflateOptions;
import dev.gonzo.http.engine.websocket.DeflatePool;
import dev.gonzo.http.engine.websocket.HandshakeResult;
import dev.gonzo.http.engine.websocket.HandshakeResult.Accepted;
import dev.gonzo.http.engine.websocket.HandshakeResult.Refused;
import dev.gonzo.http.engine.websocket.WebSocketHandshake;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The handshake of a WebSocket on a server, over HTTP/1.1 and HTTP/2. */
final class WebSocketUpgrade {
  /** Fields of the response that come from the handshake alone. */
  private static final Set<String> OF_HANDSHAKE =
      Set.of(
          "connection",
          "upgrade",
          "content-length",
          "content-type",
          "transfer-encoding",
          "sec-websocket-accept",
          "sec-websocket-protocol",
          "sec-websocket-extensions");

  private WebSocketUpgrade() {}

  /**
   * Answers the handshake.
   *
   * @param added fields for the response
   * @param compressors native memory that the sockets of a server share
   * @throws StatusException if it is refused
   */
  @Async
  static WebSocket of(
      ServerStream stream, List<Header> added, WebSocketOptions given, DeflatePool compressors)
      throws IOException, StatusException {
    WebSocketOptions options = sharing(given, compressors);
    Headers request = stream.headers();
    String origin = request.first("origin").orElse("");
    HandshakeResult result = answer(stream, options);
    if (result instanceof Accepted && !options.origins().permit(origin, stream.authority())) {
      throw new StatusException(
          403,
          "a page of "
              + origin
              + " may not open this WebSocket; a server allows other pages with withOrigins");
    }
    return switch (result) {
      case Refused refused ->
          throw new StatusException(refused.status(), refused.problem(), refused.headers());
      case Accepted accepted -> {
        Headers headers = accepted.headers();
        for (Header header : added) {
          if (!OF_HANDSHAKE.contains(header.name())) {
            headers = headers.with(header.name(), header.value());
          }
        }
        ByteStream upgraded = stream.upgrade(headers);
        yield WebSocket.overServer(upgraded, ByteBuffer.allocate(0), accepted.agreement(), options);
      }
    };
  }

  /** Lets sockets that have no pool of their own share that of the server. */
  private static WebSocketOptions sharing(WebSocketOptions options, DeflatePool compressors) {
    Optional<DeflateOptions> deflate = options.handshake().deflate();
    return deflate.isPresent() && deflate.get().pool() == DeflatePool.none()
        ? options.withDeflate(deflate.get().withPool(compressors))
        : options;
  }

  private static HandshakeResult answer(ServerStream stream, WebSocketOptions options) {
    if (stream.version() == HttpVersion.HTTP_2) {
      return stream.method().equals("CONNECT") && stream.protocol().isPresent()
          ? WebSocketHandshake.acceptConnect(
              stream.protocol().get(), stream.headers(), options.handshake())
          : new Refused(
              400, Headers.none(), "this is for WebSockets: connect with :protocol websocket");
    }
    return WebSocketHandshake.accept(stream.method(), stream.headers(), options.handshake());
  }
}
