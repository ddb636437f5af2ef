package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.http.client.ClientTest.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.http.Http;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The handshake of a WebSocket, as a client. */
class WebSocketClientTest {
  private static final ClientOptions OPTIONS = ClientOptions.defaults();

  @Test
  void messages_go_both_ways_with_a_server_of_ours() throws Exception {
    run(() -> {
      try (HttpServer server = HttpServer.listen("127.0.0.1", 0, ServerOptions.defaults())) {
        Task<?> serving =
            spawn(() ->
                server.serve(exchange -> {
                  WebSocketOptions options =
                      WebSocketOptions.defaults().withSubprotocols("chat.v1");
                  try (WebSocket socket = exchange.webSocket(options)) {
                    for (Message message : socket.messages()) {
                      socket.send("you said " + message.text());
                    }
                  }
                }));
        int port = server.localAddress().getPort();
        try (Client client = Http.client()) {
          Request request = Request.get("http://127.0.0.1:" + port + "/chat");
          WebSocketOptions options =
              WebSocketOptions.defaults().withSubprotocols("other", "chat.v1");
          try (WebSocket socket = client.webSocket(request, options)) {
            assertThat(socket.subprotocol()).contains("chat.v1");
            socket.send("hello");
            assertThat(socket.receive().orElseThrow().text()).isEqualTo("you said hello");
          }
          try (WebSocket socket = client.webSocket("ws://127.0.0.1:" + port + "/chat")) {
            assertThat(socket.subprotocol()).isEmpty();
            client.close();
            socket.send("still there");
            assertThat(socket.receive().orElseThrow().text()).isEqualTo("you said still there");
          }
          assertThat(client.toString()).contains("0 connections");
        }
        serving.cancel();
      }
    });
  }

  @Test
  void a_server_that_refuses_or_answers_wrongly_opens_none() throws Exception {
    on(
        OPTIONS,
        peer -> {
          String head = peer.head();
          assertThat(head)
              .contains("upgrade: websocket\r\n")
              .contains("connection: upgrade\r\n")
              .contains("authorization: me\r\n");
          peer.say(
              head.contains("/403")
                  ? "HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n"
                  : "HTTP/1.1 101 Go\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                      + "sec-websocket-accept: wrong\r\n\r\n");
          String _ = peer.head();
        },
        (client, server) -> {
          for (String path : new String[] {"/403", "/wrong"}) {
            Request request = Request.get(server.uri(path)).withHeader("authorization", "me");
            assertThatThrownBy(() -> client.webSocket(request, WebSocketOptions.defaults()))
                .isInstanceOf(HandshakeRefusedException.class);
          }
          assertThatThrownBy(() ->
                  client.webSocket(Request.post(server.uri("/")), WebSocketOptions.defaults()))
              .isInstanceOf(IllegalArgumentException.class);
          assertThat(client.toString()).contains("0 connections");
        });
  }

  @Test
  void a_server_that_closes_is_an_error() throws Exception {
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
        },
        (client, server) ->
            assertThatThrownBy(() -> client.webSocket(server.uri("/").replace("http", "ws")))
                .isInstanceOf(IOException.class));
  }
}
