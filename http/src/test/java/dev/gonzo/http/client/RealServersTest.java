package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.gonzo.Gonzo;
import dev.gonzo.TaskGroup;
import dev.gonzo.http.Http;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import dev.gonzo.net.Tcp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client with servers that others wrote. Without one of them its test is skipped. */
@Tag("realTime")
class RealServersTest {
  private static final Pattern PORT = Pattern.compile("port (\\d+)");
  private static final byte[] LARGE = new byte[1_000_000];

  @TempDir static Path directory;

  /** What a test does with a client and a server. */
  interface Body {
    void run(Client client, String uri) throws Exception;
  }

  @BeforeAll
  static void write() throws IOException {
    new Random(1).nextBytes(LARGE);
    Files.write(directory.resolve("large"), LARGE);
    Files.writeString(directory.resolve("text.txt"), "All work and no play. ".repeat(5000));
  }

  private static Process start(String... command) {
    try {
      return new ProcessBuilder(command)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException lacking) {
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError("missing: " + command[0], lacking);
      }
      return Assumptions.abort("not here: " + lacking.getMessage());
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Runs a program that prints "port N" when it listens, and a client. */
  private static void printing(ClientOptions options, Body body, String... command)
      throws Exception {
    Process process = start(command);
    try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      var seen = new StringBuilder();
      for (String line; (line = output.readLine()) != null; ) {
        Matcher matcher = PORT.matcher(line);
        if (matcher.find()) {
          use(options, "http://127.0.0.1:" + matcher.group(1), body);
          return;
        }
        seen.append(line).append('\n');
      }
      throw new AssertionError("it does not listen; it said:\n" + seen);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs a program that listens on a port that it is given, and a client. */
  private static void listening(
      ClientOptions options, String scheme, int port, Body body, String... command)
      throws Exception {
    Process process = start(command);
    try {
      run(() -> {
        while (process.isAlive()) {
          try {
            Tcp.connect("127.0.0.1", port).close();
            break;
          } catch (IOException notYet) {
            Gonzo.sleep(Duration.ofMillis(20));
          }
        }
      });
      use(options, scheme + "://localhost:" + port, body);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static void use(ClientOptions options, String uri, Body body) throws Exception {
    run(() -> {
      try (Client client = Http.client(options)) {
        body.run(client, uri);
      }
    });
  }

  private static void readsFiles(Client client, String uri) throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Response response = client.get(uri + "/large")) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().length()).hasValue(LARGE.length);
        assertThat(response.body().bytes(LARGE.length)).isEqualTo(LARGE);
      }
    }
    try (Response response = client.send(Request.head(uri + "/large"))) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body().bytes(0)).isEmpty();
    }
    try (Response response = client.get(uri + "/missing")) {
      assertThat(response.status()).isEqualTo(404);
    }
    assertThatThrownBy(() -> client.text(uri + "/missing", 1 << 20))
        .isInstanceOf(BadStatusException.class);
    try (Response unread = client.get(uri + "/large")) {
      assertThat(unread.body().read(new byte[10], 0, 10)).isPositive();
    }
    assertThat(client.text(uri + "/text.txt", 1 << 20)).startsWith("All work");
  }

  @Test
  void files_of_python() throws Exception {
    printing(
        ClientOptions.defaults(),
        RealServersTest::readsFiles,
        "/usr/bin/python3",
        "-u",
        "-m",
        "http.server",
        "0",
        "--bind",
        "127.0.0.1",
        "--protocol",
        "HTTP/1.1");
  }

  @Test
  void files_and_compressed_text_of_nginx() throws Exception {
    int port = freePort();
    Files.writeString(
        directory.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr;
        events {}
        http {
          access_log off;
          default_type application/octet-stream;
          types { text/plain txt; }
          gzip on;
          gzip_types text/plain;
          client_body_temp_path body;
          server {
            listen 127.0.0.1:%d;
            root %s;
            location /slash/ { return 301 /text.txt; }
          }
        }
        """
            .formatted(port, directory));
    listening(
        ClientOptions.defaults(),
        "http",
        port,
        (client, uri) -> {
          readsFiles(client, uri);
          try (Response response = client.get(uri + "/slash/")) {
            assertThat(response.headers().has("content-encoding")).isFalse();
            assertThat(response.body().length()).isEmpty();
            assertThat(response.body().text(1 << 20)).hasSize(110_000);
          }
          try (Response response =
              client.send(Request.get(uri + "/text.txt").withHeader("accept-encoding", "gzip"))) {
            assertThat(response.header("content-encoding")).contains("gzip");
          }
          try (Response response = client.send(Request.post(uri + "/text.txt").withBody(LARGE))) {
            assertThat(response.status()).isEqualTo(405);
          }
        },
        "nginx",
        "-p",
        directory.toString(),
        "-c",
        directory.resolve("nginx.conf").toString());
  }

  @Test
  void many_streams_of_nghttpd_and_what_it_sends_back() throws Exception {
    int port = freePort();
    listening(
        ClientOptions.defaults().withVersions(Versions.HTTP_2_ONLY),
        "http",
        port,
        (client, uri) -> {
          readsFiles(client, uri);
          try (var group = TaskGroup.open()) {
            for (int i = 0; i < 150; i++) {
              group.spawn(
                  () -> assertThat(client.text(uri + "/text.txt", 1 << 20)).hasSize(110_000));
            }
            group.join();
          }
          for (Request request :
              new Request[] {
                Request.post(uri + "/").withBody(LARGE),
                Request.post(uri + "/").withBody(sink -> sink.writeAll(LARGE))
              }) {
            try (Response response = client.send(request)) {
              assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
              assertThat(response.body().bytes(LARGE.length)).isEqualTo(LARGE);
            }
          }
          assertThat(client.toString()).contains("[1 connections");
        },
        "nghttpd",
        "--no-tls",
        "--echo-upload",
        "-d",
        directory.toString(),
        "" + port);
  }

  @Test
  void nghttpd_over_tls_is_spoken_to_in_http2() throws Exception {
    ClientCertificates certificates = ClientCertificates.made();
    int port = freePort();
    listening(
        ClientOptions.defaults().withTls(certificates.client()),
        "https",
        port,
        (client, uri) -> {
          readsFiles(client, uri);
          try (Response response = client.get(uri + "/large")) {
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
          }
        },
        "nghttpd",
        "-d",
        directory.toString(),
        "" + port,
        certificates.key("localhost").toString(),
        certificates.certificate("localhost").toString());
  }

  @Test
  void chunks_trailers_and_compressed_bodies_of_node() throws Exception {
    Files.writeString(
        directory.resolve("server.js"),
        """
        const http = require('http'), zlib = require('zlib');
        const server = http.createServer((request, response) => {
          if (request.url === '/gzip') {
            const coding = request.headers['accept-encoding'].includes('gzip') ? 'gzip' : 'none';
            response.setHeader('content-encoding', coding);
            const zip = zlib.createGzip();
            zip.pipe(response);
            for (let i = 0; i < 5000; i++) zip.write('All work and no play. ');
            zip.end();
          } else if (request.url === '/cut') {
            response.write('half');
            setImmediate(() => response.destroy());
          } else {
            response.writeHead(200, { trailer: 'x-count' });
            let count = 0;
            request.on('data', data => { count += data.length; response.write(data); });
            request.on('end', () => {
              response.addTrailers({ 'x-count': '' + count });
              response.end();
            });
          }
        });
        server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
        """);
    printing(
        ClientOptions.defaults(),
        (client, uri) -> {
          Request echo = Request.post(uri + "/echo").withBody(sink -> sink.writeAll(LARGE));
          try (Response response = client.send(echo)) {
            assertThat(response.body().bytes(LARGE.length)).isEqualTo(LARGE);
            assertThat(response.trailers().first("x-count")).contains("" + LARGE.length);
          }
          assertThat(client.text(uri + "/gzip", 1 << 20)).hasSize(110_000);
          assertThatThrownBy(() -> client.text(uri + "/cut", 100)).isInstanceOf(IOException.class);
          assertThat(client.text(uri + "/gzip", 1 << 20)).hasSize(110_000);
        },
        "node",
        directory.resolve("server.js").toString());
  }

  @Test
  void messages_with_websockets_of_python() throws Exception {
    Files.writeString(
        directory.resolve("sockets.py"),
        """
        import asyncio, websockets
        async def echo(socket, *path):
            async for message in socket:
                await socket.send(message)
        async def main():
            async with websockets.serve(echo, '127.0.0.1', 0, subprotocols=['chat.v1']) as server:
                print('port', server.sockets[0].getsockname()[1], flush=True)
                await asyncio.Future()
        asyncio.run(main())
        """);
    Process check = start("/usr/bin/python3", "-c", "import websockets");
    Assumptions.assumeTrue(
        check.waitFor() == 0 || "true".equals(System.getenv("CI")),
        "needs Debian's package python3-websockets");
    printing(
        ClientOptions.defaults(),
        (client, uri) -> {
          WebSocketOptions options = WebSocketOptions.defaults().withSubprotocols("chat.v1");
          try (WebSocket socket = client.webSocket(Request.get(uri + "/"), options)) {
            assertThat(socket.subprotocol()).contains("chat.v1");
            for (String text : new String[] {"hello", "x".repeat(100_000)}) {
              socket.send(text);
              assertThat(socket.receive().orElseThrow().text()).isEqualTo(text);
            }
          }
        },
        "/usr/bin/python3",
        directory.resolve("sockets.py").toString());
  }

  @Test
  void the_server_of_the_jdk() throws Exception {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(loopback, 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(
              200, exchange.getRequestURI().getPath().equals("/known") ? body.length : 0);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    try {
      use(
          ClientOptions.defaults(),
          "http://127.0.0.1:" + server.getAddress().getPort(),
          (client, uri) -> {
            for (String path : new String[] {"/known", "/chunks", "/known"}) {
              try (Response response = client.send(Request.put(uri + path).withBody(LARGE))) {
                assertThat(response.body().bytes(LARGE.length)).isEqualTo(LARGE);
              }
            }
            assertThat(client.toString()).contains("[1 connections");
          });
    } finally {
      server.stop(0);
    }
  }
}
