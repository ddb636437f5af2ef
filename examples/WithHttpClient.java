// The JDK's HTTP client in tasks, in both forms: with its future, which is awaited, and with its
// blocking call, which blocks only its own task. The server replies after the ticker has ticked.
//   ./gonzo run examples/WithHttpClient.java

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gonzo.*;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

final Semaphore ticks = new Semaphore(0);

void main() throws Exception {
  var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  try (var threads = Executors.newVirtualThreadPerTaskExecutor();
      var client = HttpClient.newHttpClient()) {
    var server = HttpServer.create(here, 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    try {
      run(() -> ask(client, URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
    } finally {
      server.stop(0);
      threads.shutdownNow(); // some of which wait for ever
    }
  }
}

void ask(HttpClient client, URI server) throws Exception {
  spawnDaemon("ticker", this::tick);

  var one = HttpRequest.newBuilder(server.resolve("/one")).build();
  IO.println("awaited: " + await(client.sendAsync(one, BodyHandlers.ofString())).body());

  var two = HttpRequest.newBuilder(server.resolve("/two")).build();
  IO.println("blocking: " + client.send(two, BodyHandlers.ofString()).body());

  try (var group = TaskGroup.<String>open()) {
    for (int i = 0; i < 3; i++) {
      var each = HttpRequest.newBuilder(server.resolve("/" + i)).build();
      group.spawn(() -> client.send(each, BodyHandlers.ofString()).body());
    }
    group.join();
    IO.println("three at once: " + String.join(", ", group.results()));
  }

  // A cancellation ends the request: the client closes its connection.
  var never = HttpRequest.newBuilder(server.resolve("/never")).build();
  boolean awaited =
      ignoreAfter(ofMillis(50), () -> await(client.sendAsync(never, BodyHandlers.ofString())))
          .isPresent();
  boolean blocking =
      ignoreAfter(ofMillis(50), () -> client.send(never, BodyHandlers.ofString())).isPresent();
  IO.println("in time: awaited " + awaited + ", blocking " + blocking);
}

void tick() {
  for (var _ : every(ofMillis(1))) ticks.release();
}

/** The server, in its own thread: replies after five ticks, or never. */
void answer(HttpExchange exchange) throws IOException {
  String path = exchange.getRequestURI().getPath();
  try (exchange) {
    int needed = path.equals("/never") ? Integer.MAX_VALUE : 5;
    boolean ticked = ticks.tryAcquire(needed, 30, TimeUnit.SECONDS);
    byte[] body = (path + (ticked ? " after ticks" : " without ticks")).getBytes();
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  } catch (InterruptedException e) {
    throw new IOException(e);
  }
}
