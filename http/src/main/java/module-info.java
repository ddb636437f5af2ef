import org.jspecify.annotations.NullMarked;

/** HTTP/1.1, HTTP/2 and WebSocket, as protocol engines without I/O. */
@NullMarked
module dev.gonzo.http {
  requires transitive dev.gonzo.core;
  requires transitive dev.gonzo.tls;
  requires static org.jspecify;

  exports dev.gonzo.http;
  exports dev.gonzo.http.client;
  exports dev.gonzo.http.engine;
  exports dev.gonzo.http.engine.http1;
  exports dev.gonzo.http.engine.http2;
  exports dev.gonzo.http.engine.hpack;
  exports dev.gonzo.http.engine.sse;
  exports dev.gonzo.http.engine.websocket;
  exports dev.gonzo.http.message;
  exports dev.gonzo.http.server;
  exports dev.gonzo.http.websocket;
}
