package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.http.Http;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.websocket.WebSocket;

/** An echo server of WebSocket. */
final class WebSocketEcho {
  private WebSocketEcho() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    run(() -> Http.serve("127.0.0.1", port, WebSocketEcho::echo));
  }

  private static void echo(Exchange exchange) throws Exception {
    try (WebSocket socket = exchange.webSocket()) {
      for (Message message : socket.messages()) {
        socket.send(message.bytes());
      }
    }
  }
}
