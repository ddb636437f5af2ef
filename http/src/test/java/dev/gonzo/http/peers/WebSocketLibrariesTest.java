package dev.gonzo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.websocket.DeflateOptions;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Node's ws and Python's websockets, on both sides. */
@Tag("realTime")
class WebSocketLibrariesTest {
  private static final String WHAT_A_CLIENT_SEES =
      """
      open: echo %s
      text: gr\u00fc\u00df euch
      large: true
      bytes: true
      parts: in parts
      many: true
      pong
      closed: 1000
      """;

  private static WebSocketOptions options(String compression) {
    var options = WebSocketOptions.defaults().withSubprotocols("echo");
    return compression.equals("deflate") ? options.withDeflate(DeflateOptions.defaults()) : options;
  }

  private static void echo(Exchange exchange, WebSocketOptions options) throws Exception {
    try (WebSocket socket = exchange.webSocket(options)) {
      for (var message : socket.messages()) {
        if (message.kind() == Kind.TEXT) {
          socket.send(message.text());
        } else {
          socket.send(message.bytes());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "deflate"})
  void ws_gets_back_what_it_sends(String compression) throws Exception {
    try (var server = PeerServer.start(exchange -> echo(exchange, options(compression)));
        var client = PeerProgram.node("ws-client.cjs", server.port(), compression)) {
      assertThat(client.rest())
          .isEqualTo(WHAT_A_CLIENT_SEES.formatted(compression.equals("deflate")));
    }
  }
}
