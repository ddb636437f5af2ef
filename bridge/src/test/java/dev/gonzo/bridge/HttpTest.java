package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Receive;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's HttpURLConnection in tasks, with the JDK's server in threads of its own. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class HttpTest extends OnEachKernel {
  private final CountDownLatch slowly = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    start(server);
  }

  private void start(HttpServer started) {
    started.setExecutor(threads);
    started.createContext("/", HttpTest::answer);
    started.createContext(
        "/slow",
        exchange -> {
          try {
            slowly.await();
          } catch (InterruptedException stopped) {
            throw new IOException(stopped);
          }
          answer(exchange);
        });
    started.start();
  }

  @AfterEach
  void stop() {
    slowly.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      byte[] answer =
          (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.length)
              .getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    return (HttpURLConnection)
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path)
            .toURL()
            .openConnection();
  }

  private static String body(HttpURLConnection connection) throws IOException {
    assertThat(connection.getResponseCode()).isEqualTo(200);
    try (var in = connection.getInputStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void requests_are_made_by_traps_and_share_a_connection() throws Exception {
    run(() -> {
      for (int i = 0; i < 3; i++) {
        assertThat(body(open("/" + i))).isEqualTo("GET /" + i + " 0");
      }
      var posting = open("/post");
      posting.setRequestMethod("POST");
      posting.setDoOutput(true);
      try (var out = posting.getOutputStream()) {
        out.write(new byte[100_000]);
      }
      assertThat(body(posting)).isEqualTo("POST /post 100000");
    });
    assertThat(made(Connect.class)).isEqualTo(1);
    assertThat(made(Receive.class)).isGreaterThanOrEqualTo(4);
  }

  @Test
  void what_one_kernel_has_kept_alive_is_no_harm_to_the_next_and_to_threads() throws Exception {
    for (int i = 0; i < 3; i++) {
      run(() -> assertThat(body(open("/kernel"))).isEqualTo("GET /kernel 0"));
    }
    assertThat(body(open("/thread"))).isEqualTo("GET /thread 0");
    run(() -> assertThat(body(open("/kernel"))).isEqualTo("GET /kernel 0"));
  }

  @Test
  void many_requests_at_the_same_time() throws Exception {
    run(() -> {
      try (var group = TaskGroup.<String>open()) {
        for (int i = 0; i < 50; i++) {
          int number = i;
          group.spawn(() -> body(open("/" + number)));
        }
        group.join();
        assertThat(group.results()).contains("GET /0 0", "GET /49 0").hasSize(50);
      }
    });
  }

  @Test
  void a_read_timeout_is_the_sockets() throws Exception {
    run(() -> {
      var slow = open("/slow");
      slow.setReadTimeout(30);
      slow.setConnectTimeout(10_000);
      assertThatThrownBy(slow::getResponseCode).isInstanceOf(SocketTimeoutException.class);
    });
  }

  @Test
  void a_request_is_cancelled_where_it_waits_for_the_answer() throws Exception {
    run(() -> {
      Task<String> request = spawn(() -> body(open("/slow")));
      awaitWaiting(request, Receive.class);
      request.cancel();
      assertThat(request.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
      assertThat(body(open("/next"))).isEqualTo("GET /next 0");
    });
  }

  @Test
  void https_is_made_of_the_same_sockets(@TempDir Path directory) throws Exception {
    SSLContext context = KeyStores.context(directory);
    var secure = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(context));
    start(secure);
    try {
      run(() -> {
        var connection =
            (HttpsURLConnection)
                URI.create("https://localhost:" + secure.getAddress().getPort() + "/secure")
                    .toURL()
                    .openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        assertThat(body(connection)).isEqualTo("GET /secure 0");
      });
    } finally {
      secure.stop(0);
    }
    assertThat(made(Connect.class)).isEqualTo(1);
  }
}
