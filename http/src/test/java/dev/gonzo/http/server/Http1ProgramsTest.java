package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.tls.TlsOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of others that speak HTTP/1: curl and openssl. */
@Tag("realTime")
class Http1ProgramsTest {
  private static final int LARGE = 10_000_000;

  @TempDir private Path directory;
  private final List<Integer> connections = new ArrayList<>();

  /** What a client does. */
  @FunctionalInterface
  private interface Client {
    void use(int port) throws Exception;
  }

  private void serving(ServerOptions options, Client client) throws Exception {
    var observer =
        new ExchangeObserver() {
          @Override
          public void connected(java.net.SocketAddress peer) {
            connections.add(1);
          }
        };
    run(() -> {
      try (var server = HttpServer.listen("127.0.0.1", 0, options.withObserver(observer))) {
        Task<?> serving = spawn(() -> server.serve(Http1ProgramsTest::answer));
        client.use(server.localAddress().getPort());
        server.close();
        serving.join();
      }
    });
  }

  private static void answer(Exchange exchange) throws Exception {
    if (exchange.path().equals("/refused")) {
      throw new StatusException(403, "no");
    }
    if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
      exchange.send(exchange.version() + " " + exchange.scheme() + " " + exchange.path() + "\n");
      return;
    }
    var body = exchange.respond(200);
    var some = new byte[10_000];
    for (int count; (count = exchange.body().read(some)) >= 0; ) {
      body.writeAll(some, 0, count);
    }
  }

  private byte[] largeFile() throws Exception {
    var contents = new byte[LARGE];
    new Random(1).nextBytes(contents);
    Files.write(directory.resolve("large.bin"), contents);
    return contents;
  }

  private String curl(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
    command.addAll(List.of(arguments));
    return Programs.run(directory, command.toArray(String[]::new));
  }

  @Test
  void curl_keeps_its_connection_and_speaks_both_versions() throws Exception {
    serving(
        ServerOptions.defaults(),
        port -> {
          String url = "http://127.0.0.1:" + port;
          assertThat(curl(url + "/a", url + "/b", url + "/c"))
              .isEqualTo("HTTP/1.1 http /a\nHTTP/1.1 http /b\nHTTP/1.1 http /c\n");
          assertThat(connections).hasSize(1);
          assertThat(curl("--http1.0", "-i", url + "/a"))
              .contains("HTTP/1.1 200 OK\r\n", "connection: close\r\n", "HTTP/1.0 http /a\n");
          assertThat(curl("-I", url + "/a"))
              .contains("content-length: 17\r\n")
              .endsWith("\r\n\r\n");
        });
  }

  @Test
  void curl_uploads_ten_megabytes_and_gets_them_back() throws Exception {
    byte[] contents = largeFile();
    serving(
        ServerOptions.defaults(),
        port -> {
          String url = "http://127.0.0.1:" + port + "/";
          // By default curl expects a 100 before a body of this length.
          for (String[] how :
              List.of(
                  new String[] {"-T", "large.bin"},
                  new String[] {"-H", "Expect:", "-T", "large.bin"},
                  new String[] {
                    "-H", "Transfer-Encoding: chunked", "--data-binary", "@large.bin"
                  })) {
            var arguments = new ArrayList<>(List.of(how));
            arguments.addAll(List.of("-o", "back.bin", url));
            assertThat(curl(arguments.toArray(String[]::new))).isEmpty();
            assertThat(Files.readAllBytes(directory.resolve("back.bin"))).isEqualTo(contents);
          }
        });
  }

  @Test
  void curl_sends_no_body_that_is_refused() throws Exception {
    byte[] _ = largeFile();
    serving(
        ServerOptions.defaults(),
        port -> {
          String url = "http://127.0.0.1:" + port + "/refused";
          assertThat(curl("-T", "large.bin", "-w", "%{http_code} %{size_upload}", url))
              .isEqualTo("no\n403 0");
        });
  }

  @Test
  void tls_without_an_application_protocol_is_http_1() throws Exception {
    run(() -> Programs.certificate(directory));
    TlsOptions tls =
        TlsOptions.defaults()
            .withCertificate(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    serving(
        ServerOptions.defaults().withTls(tls),
        port -> {
          String[] address = {"--cacert", "certificate.pem", "https://localhost:" + port + "/a"};
          assertThat(curl("--no-alpn", address[0], address[1], address[2]))
              .isEqualTo("HTTP/1.1 https /a\n");
        });
    TlsOptions one = tls.withApplicationProtocols("http/1.1");
    byte[] contents = largeFile();
    serving(
        ServerOptions.defaults().withTls(one),
        port -> {
          String url = "https://localhost:" + port + "/a";
          assertThat(curl("--http2", "--cacert", "certificate.pem", url))
              .isEqualTo("HTTP/1.1 https /a\n");
          assertThat(curl("--cacert", "certificate.pem", "-T", "large.bin", "-o", "back.bin", url))
              .isEmpty();
          assertThat(Files.readAllBytes(directory.resolve("back.bin"))).isEqualTo(contents);
        });
  }
}
