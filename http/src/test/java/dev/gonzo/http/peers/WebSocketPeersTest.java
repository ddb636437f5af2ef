package dev.gonzo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.http.engine.websocket.DeflateOptions;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.server.Router;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A WebSocket of our server and a client of another project. */
@Tag("realTime")
class WebSocketPeersTest {
  private static void echo(Exchange exchange) throws Exception {
    var options = WebSocketOptions.defaults().withDeflate(DeflateOptions.defaults());
    try (WebSocket socket = exchange.webSocket(options)) {
      for (Message message : socket.messages()) {
        if (message.kind() == Kind.BINARY) {
          socket.send(message.bytes());
        } else if (message.text().equals("close")) {
          socket.close(4000, "as you wish");
        } else {
          socket.send(message.text());
        }
      }
    }
  }

  @Test
  void python_talks_to_a_server() throws Exception {
    try (var server = PeerServer.start(Router.of().get("/chat", WebSocketPeersTest::echo));
        var client =
            PeerProgram.python(
                "websocket_client.py", "ws://127.0.0.1:" + server.port() + "/chat")) {
      String found = client.rest();
      assumeTrue(!found.startsWith("needs ") || "true".equals(System.getenv("CI")), found);
      assertThat(found)
          .isEqualTo(
              """
              extensions []
              extensions ['PerMessageDeflate']
              closed 4000 as you wish
              refused 403
              refused 404
              """);
    }
  }
}
