package dev.gonzo.http.websocket;

import dev.gonzo.Async;
import dev.gonzo.http.engine.websocket.Agreement;
import dev.gonzo.testing.MemoryStreams;
import java.nio.ByteBuffer;

/** Both ends of a WebSocket over streams in memory. */
record Sockets(MemoryStreams streams, WebSocket server, WebSocket client) {
  @Async
  static Sockets of(int capacity) {
    return of(MemoryStreams.of(capacity), WebSocketOptions.defaults());
  }

  @Async
  static Sockets of(MemoryStreams streams, WebSocketOptions options) {
    return new Sockets(
        streams, server(streams, options, Agreement.plain()), client(streams, options));
  }

  @Async
  static WebSocket server(MemoryStreams streams, WebSocketOptions options, Agreement agreement) {
    return WebSocket.overServer(streams.left(), ByteBuffer.allocate(0), agreement, options);
  }

  @Async
  static WebSocket client(MemoryStreams streams, WebSocketOptions options) {
    return WebSocket.overClient(
        streams.right(), ByteBuffer.allocate(0), Agreement.plain(), options);
  }
}
