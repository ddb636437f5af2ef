// A chat in the browser, over WebSocket: each message goes to all who are there. A browser that
// does not read is disconnected, so that it does not hold up the others.
//   ./gonzo run examples/WebChat.java [PORT]
//   http://127.0.0.1:8080/            in several browser windows

import static dev.gonzo.Gonzo.*;
import static dev.gonzo.http.engine.websocket.WebSocketEvent.Kind.TEXT;
import static java.time.Duration.ofSeconds;

import dev.gonzo.*;
import dev.gonzo.http.*;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.server.*;
import dev.gonzo.http.websocket.*;
import dev.gonzo.queue.*;

final String PAGE =
    """
    <!doctype html>
    <meta charset="utf-8">
    <title>Chat</title>
    <ul id="said"></ul>
    <form id="form"><input id="line" placeholder="your name" maxlength="500" autofocus></form>
    <script>
      let socket;
      form.onsubmit = (event) => {
        event.preventDefault();
        if (socket) socket.send(line.value);
        else enter(line.value);
        line.value = '';
      };
      function enter(name) {
        line.placeholder = 'a message';
        socket = new WebSocket('chat?name=' + encodeURIComponent(name));
        socket.onmessage = (event) => show(event.data);
        socket.onclose = () => show('The connection is closed.');
      }
      function show(text) { // as text: what people write is never HTML
        said.append(Object.assign(document.createElement('li'), { textContent: text }));
      }
    </script>
    """;

final Broadcast<String> room = Broadcast.of(SlowConsumers.fail(100));

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
  var router =
      Router.of()
          .get("/", exchange -> exchange.header("content-type", "text/html").send(PAGE))
          .get("/chat", this::chat);
  run(() -> {
    try (HttpServer server = Http.listen("127.0.0.1", port, ServerOptions.defaults())) {
      IO.println("listening on " + server.localAddress());
      server.serve(router);
    }
  });
}

void chat(Exchange exchange) throws Exception {
  String name = exchange.query("name").orElse("a guest");
  try (WebSocket socket = exchange.webSocket(WebSocketOptions.defaults());
      var said = room.subscribe();
      var group = TaskGroup.<Void>open()) {
    group.spawnDaemon("to " + name, () -> pass(said, socket));
    room.send(name + " is here");
    try {
      while (socket.receive().orElse(null) instanceof Message message && message.kind() == TEXT) {
        room.send(name + ": " + message.text());
        yieldNow(); // a browser that sends fast lets the others receive
      }
    } catch (WebSocketException lost) {
      // Without a word, as when a lid is closed: gone all the same.
    } finally {
      room.send(name + " is gone");
    }
  }
}

void pass(Subscription<String> said, WebSocket socket) throws IOException {
  try {
    for (String line : said) timeoutAfter(ofSeconds(2), () -> socket.send(line));
  } catch (DeadlineExceededException | OverrunException slow) {
    socket.close(); // and so the loop that receives ends
  } catch (WebSocketException lost) {
    // That loop sees it too.
  }
}
