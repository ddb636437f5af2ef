package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.connection.NotProcessedException;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.tls.TlsOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of others that speak HTTP/2: curl, those of nghttp2, and Python's h2. */
@Tag("realTime")
class Http2ProgramsTest {
  private static final int LARGE = 1_000_000;

  @TempDir private Path directory;

  /** What a client does. */
  @FunctionalInterface
  private interface Client {
    void use(int port) throws Exception;
  }

  private static void serving(ServerOptions options, Client client) throws Exception {
    run(() -> {
      try (HttpServer server = HttpServer.listen("127.0.0.1", 0, options)) {
        Task<?> serving = spawn(() -> server.serve(Http2ProgramsTest::answer));
        client.use(server.localAddress().getPort());
        server.close();
        serving.join();
      }
    });
  }

  private static void answer(Exchange exchange) throws Exception {
    if (exchange.method().equals("GET")) {
      exchange.send(exchange.version() + " " + exchange.scheme() + " " + exchange.path());
      return;
    }
    BodySink sink = exchange.respond(200);
    byte[] some = new byte[10_000];
    for (int count; (count = exchange.body().read(some)) >= 0; ) {
      sink.writeAll(some, 0, count);
    }
    sink.end(Headers.of("x-read", "all"));
  }

  private byte[] largeFile() throws IOException {
    byte[] contents = new byte[LARGE];
    new Random(1).nextBytes(contents);
    Files.write(directory.resolve("large.bin"), contents);
    return contents;
  }

  @Test
  void curl_by_prior_knowledge() throws Exception {
    byte[] contents = largeFile();
    serving(
        ServerOptions.defaults(),
        port -> {
          String url = "http://127.0.0.1:" + port;
          assertThat(Programs.run(directory, "curl", "-s", "--http2-prior-knowledge", url + "/a"))
              .isEqualTo("HTTP/2 http /a");
          assertThat(Programs.run(directory, "curl", "-s", url + "/a"))
              .isEqualTo("HTTP/1.1 http /a");
          String _ =
              Programs.run(
                  directory,
                  "curl",
                  "-s",
                  "--http2-prior-knowledge",
                  "--data-binary",
                  "@large.bin",
                  "-o",
                  "back.bin",
                  url + "/b");
          assertThat(Files.readAllBytes(directory.resolve("back.bin"))).isEqualTo(contents);
        });
  }

  @Test
  void curl_over_tls() throws Exception {
    run(() -> Programs.certificate(directory));
    TlsOptions tls =
        TlsOptions.defaults()
            .withCertificate(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    serving(
        ServerOptions.defaults().withTls(tls),
        port -> {
          String url = "https://localhost:" + port + "/a";
          String[] curl = {"curl", "-s", "--cacert", "certificate.pem", "--http2", url};
          assertThat(Programs.run(directory, curl)).isEqualTo("HTTP/2 https /a");
          curl[4] = "--http1.1";
          assertThat(Programs.run(directory, curl)).isEqualTo("HTTP/1.1 https /a");
        });
  }

  @Test
  void nghttp_and_h2load() throws Exception {
    byte[] _ = largeFile();
    serving(
        ServerOptions.defaults(),
        port -> {
          String url = "http://127.0.0.1:" + port + "/a";
          assertThat(Programs.run(directory, "nghttp", url)).isEqualTo("HTTP/2 http /a");
          assertThat(Programs.run(directory, "nghttp", "-nv", "-d", "large.bin", url))
              .contains("x-read: all")
              .contains("; END_STREAM");
          assertThat(Programs.run(directory, "h2load", "-n2000", "-c4", "-m50", url))
              .contains("2000 succeeded, 0 failed, 0 errored");
          assertThat(Programs.run(directory, "h2load", "-n40", "-c4", "-m10", "-dlarge.bin", url))
              .contains("40 succeeded, 0 failed, 0 errored")
              .contains("(40000000) data");
        });
  }

  @Test
  void python_as_a_client() throws Exception {
    serving(
        ServerOptions.defaults(),
        port -> {
          String[] command =
              Programs.python(directory, "client.py", "" + port, "1", "0", "300000", "70000");
          assertThat(Programs.run(directory, command))
              .isEqualTo(
                  """
                  1 True {'x-read': 'all'}
                  0 True {'x-read': 'all'}
                  300000 True {'x-read': 'all'}
                  70000 True {'x-read': 'all'}
                  """);
        });
  }

  /** What a client does on a connection. */
  @FunctionalInterface
  private interface Requests {
    void on(Http2Connection connection) throws Exception;
  }

  private static void connected(int port, Requests requests) throws Exception {
    try (Socket socket = Tcp.connect("127.0.0.1", port)) {
      var connection = Http2Connection.client(socket, Http2Limits.DEFAULTS);
      Task<?> running = spawn(() -> connection.run(ByteBuffer.allocate(0)));
      requests.on(connection);
      connection.drain();
      running.join();
    }
  }

  private static Http2Stream begin(
      Http2Connection connection, String method, String path, boolean isEnd) throws IOException {
    return connection.request(
        method, "http", "localhost", path, Optional.empty(), Headers.none(), isEnd);
  }

  private static Body put(Http2Stream stream, byte[] body) throws IOException {
    Task<?> _ =
        spawn(() -> {
          var sink = stream.sink();
          sink.writeAll(body);
          sink.end();
        });
    assertThat(stream.response().status()).isEqualTo(200);
    return stream.body(OptionalLong.empty());
  }

  @Test
  void python_as_a_server() throws Exception {
    run(() -> {
      Process server = Programs.start(directory, Programs.python(directory, "server.py"));
      try {
        int port = Gonzo.runInThread(() -> Integer.parseInt(server.inputReader().readLine()));
        connected(
            port,
            connection -> {
              byte[] sent = new byte[400_000];
              new Random(2).nextBytes(sent);
              Http2Stream stream = begin(connection, "PUT", "/", false);
              Body body = put(stream, sent);
              assertThat(body.bytes(LARGE)).isEqualTo(sent);
              assertThat(body.trailers().first("x-read")).contains("all");
              stream.finish();
              Http2Stream refused = begin(connection, "GET", "/refused", true);
              assertThatThrownBy(refused::response).isInstanceOf(NotProcessedException.class);
              refused.finish();
              Http2Stream after = begin(connection, "PUT", "/", false);
              assertThat(put(after, new byte[3]).bytes(10)).isEqualTo(new byte[3]);
              after.finish();
            });
      } finally {
        server.destroyForcibly();
      }
    });
  }

  @Test
  void nghttpd_as_a_server() throws Exception {
    byte[] contents = largeFile();
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    run(() -> {
      Process server =
          Programs.start(
              directory, "nghttpd", "--no-tls", "-a", "127.0.0.1", "-d.", "-v", "" + port);
      try {
        boolean isThere =
            Gonzo.runInThread(
                () -> server.inputReader().lines().anyMatch(line -> line.contains("listen")));
        assertThat(isThere).isTrue();
        connected(
            port,
            connection -> {
              for (int i = 0; i < 3; i++) {
                Http2Stream stream = begin(connection, "GET", "/large.bin", true);
                assertThat(stream.response().status()).isEqualTo(200);
                assertThat(stream.body(OptionalLong.empty()).bytes(LARGE)).isEqualTo(contents);
                stream.finish();
              }
              Http2Stream missing = begin(connection, "GET", "/missing", true);
              assertThat(missing.response().status()).isEqualTo(404);
              missing.finish();
            });
      } finally {
        server.destroyForcibly();
      }
    });
  }
}
