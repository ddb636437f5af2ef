// Sends the price of a share to browsers, as server-sent events. A browser that has lost its
// connection asks for what it has missed.
//   ./gonzo run examples/Ticker.java [PORT]
//   http://127.0.0.1:8080/            in a browser
//   curl -N http://127.0.0.1:8080/prices

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.http.*;
import dev.gonzo.http.engine.sse.*;
import dev.gonzo.http.server.*;
import dev.gonzo.queue.*;
import java.util.concurrent.ThreadLocalRandom;

final String PAGE =
    """
    <!doctype html>
    <meta charset="utf-8">
    <title>Ticker</title>
    <h1 id="price">waiting ...</h1>
    <ol id="prices"></ol>
    <script>
      new EventSource('prices').onmessage = (event) => {
        price.textContent = event.data;
        prices.append(Object.assign(document.createElement('li'), { textContent: event.data }));
      };
    </script>
    """;

final List<Integer> prices = new ArrayList<>(List.of(100));
final Broadcast<Integer> news = Broadcast.of(SlowConsumers.dropOldest(1));

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
  var router =
      Router.of()
          .get("/", exchange -> exchange.header("content-type", "text/html").send(PAGE))
          .get("/prices", this::send);
  run(() -> {
    spawnDaemon("market", this::trade);
    try (HttpServer server = Http.listen("127.0.0.1", port, ServerOptions.defaults())) {
      IO.println("listening on " + server.localAddress());
      server.serve(router);
    }
  });
}

void trade() {
  for (var _ : every(ofMillis(500))) {
    int change = ThreadLocalRandom.current().nextInt(-3, 4);
    prices.add(Math.max(1, prices.getLast() + change));
    news.send(prices.size());
  }
}

void send(Exchange exchange) throws IOException {
  int sent =
      exchange
          .lastEventId()
          .filter(id -> id.matches("[0-9]{1,9}"))
          .map(Integer::parseInt)
          .orElse(prices.size() - 1);
  try (var events = exchange.events();
      var subscription = news.subscribe()) {
    while (true) {
      for (; sent < prices.size(); sent++) {
        String id = "" + (sent + 1); // how many the browser has got with this one
        events.send(new ServerSentEvent(ServerSentEvent.MESSAGE, "" + prices.get(sent), id));
      }
      subscription.receive();
    }
  }
}
