package dev.gonzo.cli.monitor;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.http.Http;
import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.http.server.StatusException;
import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.monitor.json.JsonWriter;
import dev.gonzo.sync.Lock;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Serves the page, and passes its questions on to the program. Only what the program answers to any
 * tool can be asked for, and nothing changes it.
 */
public final class MonitorPage {
  private static final int MOST_CONNECTIONS = 32;
  private static final int MOST_QUESTION = 64 << 10;

  /** The files of the page, and their types. */
  private static final Map<String, String> FILES =
      Map.of(
          "", "text/html; charset=utf-8",
          "monitor.css", "text/css; charset=utf-8",
          "monitor.js", "text/javascript; charset=utf-8",
          "tree.js", "text/javascript; charset=utf-8",
          "waits.js", "text/javascript; charset=utf-8",
          "turns.js", "text/javascript; charset=utf-8");

  private final MonitorClient client;
  private final PageGuard guard;
  // A connection has one question at a time.
  private final Lock lock = Lock.of("the program");

  private MonitorPage(MonitorClient client, PageGuard guard) {
    this.client = client;
    this.guard = guard;
  }

  /**
   * Serves the page until the command is ended. Blocks the thread.
   *
   * @param client the connection to the program
   * @param port the port on the loopback address; 0 for one that is free
   * @param listening takes the address of the page, when it is served
   * @throws IOException if the port is taken
   */
  public static void serve(MonitorClient client, int port, Consumer<String> listening)
      throws IOException {
    run(() -> {
      var options = ServerOptions.defaults().withConnectionLimit(MOST_CONNECTIONS);
      try (HttpServer server = Http.listen("127.0.0.1", port, options)) {
        var guard = new PageGuard(server.localAddress().getPort());
        listening.accept(guard.address());
        server.serve(new MonitorPage(client, guard)::answer);
      }
    });
  }

  private void answer(Exchange exchange) throws Exception {
    PageGuard.HEADERS.forEach(exchange::header);
    String path = guard.admitted(exchange);
    if (path.equals("ask") && exchange.method().equals("POST")) {
      ask(exchange);
    } else if (exchange.method().equals("GET") && FILES.containsKey(path)) {
      byte[] file = file(path.isEmpty() ? "monitor.html" : path);
      exchange.header("content-type", String.valueOf(FILES.get(path))).send(200, file);
    } else {
      throw new StatusException(404, "there is no such page");
    }
  }

  private void ask(Exchange exchange) throws Exception {
    guard.requireFromPage(exchange);
    String question = exchange.body().text(MOST_QUESTION).replace('\n', ' ').replace('\r', ' ');
    exchange.header("content-type", "application/json");
    String answer;
    try (var _ = lock.acquire()) {
      answer = runInThread(() -> client.askRaw(question));
    } catch (IOException lost) {
      var gone =
          new JsonWriter().beginObject().name("gone").value(String.valueOf(lost.getMessage()));
      exchange.send(503, gone.endObject().toString().getBytes(UTF_8));
      return;
    }
    exchange.send(200, answer.getBytes(UTF_8));
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream resource = MonitorPage.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException("the page's file " + name + " is missing in this command");
      }
      return resource.readAllBytes();
    }
  }
}
