package dev.gonzo.examples;

import static dev.gonzo.examples.OtherPrograms.assumeHere;
import static dev.gonzo.examples.OtherPrograms.output;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gonzo.examples.OtherPrograms.SelfSigned;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples that speak HTTP, with real clients. */
@Timeout(300)
@Tag("realTime")
class HttpExamplesTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int TERMINATED = 128 + 15;

  @TempDir private Path directory;

  // ---------------------------------------------------------------- TLS

  @Test
  void a_page_comes_over_tls_in_the_version_that_the_client_prefers() throws Exception {
    assumeHere("openssl", "curl", "nghttp");
    var own = SelfSigned.in(directory);
    String certificate = own.certificate();
    try (var server = Example.run("HttpsServer.java", "0", certificate, own.key())) {
      String place = "https://localhost:" + server.port() + "/some/page";
      String two = "Hello by HTTP/2 over TLSv1.3.\nGET /some/page\n";
      assertThat(output("curl", "-sS", "--http2", "--cacert", certificate, place, place))
          .isEqualTo(two.repeat(2));
      assertThat(output("curl", "-sS", "--http1.1", "--cacert", certificate, place, place))
          .isEqualTo(two.replace("HTTP/2", "HTTP/1.1").repeat(2));
      assertThat(output("nghttp", "--no-verify-peer", place)).endsWith(two);
      assertThat(output("curl", "-sS", place)).contains("SSL certificate problem");
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(TERMINATED);
    }
  }

  // ---------------------------------------------------------------- files

  @Test
  void curl_gets_files_and_nothing_from_outside() throws Exception {
    assumeHere("curl");
    Path root = Files.createDirectories(directory.resolve("root/inside")).getParent();
    var large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    Files.write(root.resolve("large"), large);
    Files.writeString(root.resolve("inside/a b.txt"), "Hello\n");
    Files.writeString(directory.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    try (var server = Example.run("FileServer.java", "0", root.toString())) {
      String place = "http://127.0.0.1:" + server.port();
      assertThat(output("curl", "-sS", place + "/inside/a%20b.txt")).isEqualTo("Hello\n");
      assertThat(output("curl", "-sS", place + "/inside/")).contains("a%20b.txt");
      Path copy = directory.resolve("copy");
      for (String version : List.of("--http1.1", "--http2-prior-knowledge")) {
        assertThat(output("curl", "-sS", version, "-o", copy.toString(), place + "/large"))
            .isEmpty();
        assertThat(Files.readAllBytes(copy)).isEqualTo(large);
      }
      assertThat(output("curl", "-sS", "-r", "0-9", "-o", copy.toString(), place + "/large"))
          .isEmpty();
      assertThat(Files.readAllBytes(copy)).hasSize(10);
      for (String outside :
          List.of(
              "/none",
              "/../secret",
              "/inside/../../secret",
              "/%2e%2e/secret",
              "/%00",
              "/link",
              "/up/secret")) {
        assertThat(status("--path-as-is", place + outside)).as(outside).isBetween(400, 404);
      }
      assertThat(status("-d", "x", place + "/large")).isEqualTo(405);
    }
  }

  private static int status(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("curl", "-sS", "-o", "/dev/null"));
    command.addAll(List.of("-w", "%{http_code}"));
    command.addAll(List.of(arguments));
    return Integer.parseInt(output(command.toArray(String[]::new)));
  }

  // ---------------------------------------------------------------- a reverse proxy

  private static HttpServer behind(String name, CountDownLatch asked) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String seen =
              name
                  + " "
                  + exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " for "
                  + exchange.getRequestHeaders().getFirst("x-forwarded-for")
                  + ", te "
                  + exchange.getRequestHeaders().getFirst("x-hop")
                  + ", "
                  + body.length
                  + " bytes\n";
          exchange.getResponseHeaders().add("connection", "x-own");
          exchange.getResponseHeaders().add("x-own", "secret");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(seen.getBytes(UTF_8));
          exchange.close();
        });
    server.createContext(
        "/health",
        exchange -> {
          asked.countDown();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void a_proxy_takes_turns_and_does_without_servers_that_are_down() throws Exception {
    assumeHere("curl");
    var asked = new CountDownLatch(1);
    HttpServer first = behind("first", asked);
    HttpServer second = behind("second", asked);
    try (var proxy = Example.run("ReverseProxy.java", "0", address(first), address(second))) {
      String place = "http://127.0.0.1:" + proxy.port();
      String[] two = {
        "curl", "-sS", "-H", "Connection: x-hop", "-H", "X-Hop: 1", place + "/a?b=c", place + "/"
      };
      assertThat(output(two).lines())
          .containsExactlyInAnyOrder(
              "first GET /a?b=c for 127.0.0.1, te null, 0 bytes",
              "second GET / for 127.0.0.1, te null, 0 bytes");
      Path large = Files.write(directory.resolve("large"), new byte[3_000_000]);
      assertThat(output("curl", "-sS", "-i", "-H", "Expect:", "-T", large.toString(), place + "/u"))
          .contains("PUT /u for 127.0.0.1, te null, 3000000 bytes")
          .doesNotContain("x-own");
      asked.await();
      first.stop(0);
      for (int i = 0; i < 4; i++) {
        assertThat(output("curl", "-sS", place + "/b")).startsWith("second GET /b");
      }
      second.stop(0);
      assertThat(status(place + "/c")).isEqualTo(502);
      proxy.terminate();
      assertThat(proxy.exitStatus()).isEqualTo(TERMINATED);
    } finally {
      first.stop(0);
      second.stop(0);
    }
  }

  // ---------------------------------------------------------------- events

  @Test
  void curl_gets_events_and_those_it_has_missed() throws Exception {
    assumeHere("curl");
    try (var server = Example.run("Ticker.java", "0")) {
      String place = "http://127.0.0.1:" + server.port();
      List<String> all = events(place, "-H", "last-event-id: 0");
      assertThat(all.getFirst()).isEqualTo("id: 1");
      assertThat(events(place, "--http2-prior-knowledge", "-H", "last-event-id: 1").getFirst())
          .isEqualTo("id: 2");
      assertThat(output("curl", "-sS", place + "/")).contains("EventSource");
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(TERMINATED);
    }
  }

  private static List<String> events(String place, String... options) throws IOException {
    var command = new ArrayList<>(List.of("curl", "-sSN"));
    command.addAll(List.of(options));
    command.add(place + "/prices");
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var lines = curl.inputReader(UTF_8)) {
      return lines.lines().filter(line -> line.startsWith("id: ")).limit(3).toList();
    } finally {
      curl.destroyForcibly();
    }
  }

  // ---------------------------------------------------------------- JSON

  @Test
  void notes_are_added_changed_and_deleted_and_a_request_in_flight_is_finished() throws Exception {
    assumeHere("curl");
    try (var server = Example.runWith(ShopTest.libraries(), "libraries/JsonApi.java", "0")) {
      int port = server.port();
      String notes = "http://127.0.0.1:" + port + "/notes";
      assertThat(output("curl", "-sS", "-d", "{\"text\": \"buy tea\"}", notes))
          .isEqualTo("{\"id\":1,\"text\":\"buy tea\"}");
      assertThat(output("curl", "-sS", "-X", "PUT", "-d", "{\"text\": \"tea\"}", notes + "/1"))
          .isEqualTo("{\"id\":1,\"text\":\"tea\"}");
      assertThat(output("curl", "-sS", notes + "?word=milk")).isEqualTo("[]");
      assertThat(output("curl", "-sS", "-d", "{\"text\":", notes)).contains("Send {");
      assertThat(status("-X", "DELETE", notes + "/1")).isEqualTo(204);
      assertThat(status(notes + "/1")).isEqualTo(404);
      try (var inFlight = new Socket(HERE, port)) {
        String body = "{\"text\": \"slow\"}";
        send(inFlight, "POST /notes HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\n");
        send(inFlight, "Content-Length: " + body.length() + "\r\n\r\n");
        InputStream in = inFlight.getInputStream();
        String asked = "HTTP/1.1 100 Continue\r\n\r\n";
        assertThat(new String(in.readNBytes(asked.length()), UTF_8)).isEqualTo(asked);
        server.terminate();
        Example.awaitRefused(port);
        send(inFlight, body);
        assertThat(new String(in.readAllBytes(), UTF_8))
            .startsWith("HTTP/1.1 201 ")
            .contains("connection: close")
            .endsWith("{\"id\":2,\"text\":\"slow\"}");
      }
      assertThat(server.exitStatus()).isEqualTo(TERMINATED);
    }
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }
}
