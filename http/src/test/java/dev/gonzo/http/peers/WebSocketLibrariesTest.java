package dev.gonzo.http.peers;

import static dev.gonzo.Gonzo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.TaskGroup;
import dev.gonzo.http.Http;
import dev.gonzo.http.client.Client;
import dev.gonzo.http.client.Request;
import dev.gonzo.http.engine.websocket.DeflateOptions;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketException;
import dev.gonzo.http.websocket.WebSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
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

  private static void assertEchoes(PeerProgram program, String compression) throws Exception {
    try (program) {
      String place = "http://127.0.0.1:" + program.line() + "/";
      run(() -> {
        try (Client client = Http.client();
            WebSocket socket = client.webSocket(Request.get(place), options(compression))) {
          assertThat(socket.subprotocol()).hasValue("echo");
          for (String text : List.of("", "gr\u00fc\u00df euch", "x".repeat(300_000))) {
            socket.send(text);
            assertThat(socket.receive().orElseThrow().text()).isEqualTo(text);
          }
          var bytes = new byte[70_000];
          new Random(1).nextBytes(bytes);
          socket.send(bytes);
          assertThat(socket.receive().orElseThrow().bytes()).isEqualTo(ByteBuffer.wrap(bytes));
          manyAtOnce(socket);
          socket.send("close");
          assertThatThrownBy(socket::receive)
              .isInstanceOfSatisfying(
                  WebSocketException.class,
                  closed -> {
                    assertThat(closed.code()).isEqualTo(4_000);
                    assertThat(closed).hasMessageContaining("as you like");
                  });
        }
      });
    }
  }

  private static void manyAtOnce(WebSocket socket) throws Exception {
    try (var group = TaskGroup.<Void>open()) {
      for (int i = 0; i < 500; i++) {
        String text = "" + i;
        group.spawn(() -> socket.send(text));
      }
      for (int i = 0; i < 500; i++) {
        assertThat(socket.receive().orElseThrow().text()).isEqualTo("" + i);
      }
      group.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "deflate"})
  void we_get_back_what_we_send_to_ws(String compression) throws Exception {
    assertEchoes(PeerProgram.node("ws-server.cjs", compression), compression);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "deflate"})
  void we_get_back_what_we_send_to_websockets(String compression) throws Exception {
    assertEchoes(PeerProgram.python("websockets-server.py", compression), compression);
  }
}
