import org.jspecify.annotations.NullMarked;

/** HTTP/1.1, HTTP/2 and WebSocket, as protocol engines without I/O. */
@NullMarked
module dev.gonzo.http {
  requires transitive dev.gonzo.core;
  requires static org.jspecify;

  exports dev.gonzo.http.engine;
  exports dev.gonzo.http.engine.http1;
  exports dev.gonzo.http.engine.http2;
  exports dev.gonzo.http.engine.hpack;
  exports dev.gonzo.http.engine.sse;
  exports dev.gonzo.http.engine.websocket;
}
