package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.engine.websocket.Agreement;
import dev.gonzo.http.engine.websocket.DeflateOptions;
import dev.gonzo.http.engine.websocket.HandshakeOptions;
import dev.gonzo.http.engine.websocket.HandshakeResult.Accepted;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.engine.websocket.WebSocketHandshake;
import dev.gonzo.http.websocket.IncomingMessage;
import dev.gonzo.http.websocket.OutgoingMessage;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketException;
import dev.gonzo.http.websocket.WebSocketOptions;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets of a server over HTTP/1.1 and HTTP/2, also on networks that split what is sent. */
@Tag("realTime")
@ParameterizedClass
@MethodSource(Network.ALL)
record ServedSocketsTest(Network network) {
  static final WebSocketOptions OPTIONS =
      WebSocketOptions.defaults().withDeflate(DeflateOptions.defaults().withThreshold(100));
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  /** Opens a WebSocket over HTTP/1.1. */
  @Async
  static WebSocket connect(String host, int port) throws IOException {
    return connect(RawClient.connect(host, port));
  }

  @Async
  private static WebSocket connect(RawClient client) throws IOException {
    var request = new StringBuilder("GET /chat HTTP/1.1\r\nhost: a\r\n");
    for (var header : WebSocketHandshake.request(KEY, OPTIONS.handshake())) {
      request.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    client.send(request + "\r\n");
    String head = client.until("\r\n\r\n");
    assertThat(head).startsWith("HTTP/1.1 101 Switching Protocols\n");
    var fields = new ArrayList<String>();
    for (String line : head.strip().split("\n", -1)) {
      if (line.contains(": ")) {
        fields.add(line.substring(0, line.indexOf(": ")));
        fields.add(line.substring(line.indexOf(": ") + 2));
      }
    }
    Headers response = Headers.of(fields.toArray(String[]::new));
    var result = WebSocketHandshake.verify(KEY, 101, response, OPTIONS.handshake());
    Agreement agreement = ((Accepted) result).agreement();
    assertThat(agreement.deflate()).isPresent();
    // What the server has sent behind the head is in the client's buffer.
    return WebSocket.overClient(client.socket, ByteBuffer.wrap(client.rest()), agreement, OPTIONS);
  }

  private static void echo(Exchange exchange) throws Exception {
    try (WebSocket socket = exchange.webSocket(OPTIONS)) {
      socket.send("welcome");
      for (Message message : socket.messages()) {
        if (message.kind() == Kind.TEXT) {
          socket.send(message.text());
        } else {
          socket.send(message.bytes());
        }
      }
    }
  }

  private static List<byte[]> messages() {
    var random = new Random(5);
    var messages = new ArrayList<byte[]>();
    for (int size : new int[] {0, 1, 99, 100, 125, 126, 5000, 65_535, 65_536, 300_000}) {
      var message = new byte[size];
      random.nextBytes(message);
      // Half of it can be compressed.
      Arrays.fill(message, size / 2, size, (byte) 7);
      messages.add(message);
    }
    return messages;
  }

  @Async
  private static void talk(WebSocket socket) throws IOException {
    try (socket) {
      assertThat(socket.receive().orElseThrow().text()).isEqualTo("welcome");
      Task<?> sender =
          spawn(() -> {
            for (byte[] message : messages()) {
              socket.send(message);
            }
          });
      for (byte[] message : messages()) {
        assertThat(socket.receive().orElseThrow().bytes()).isEqualTo(ByteBuffer.wrap(message));
      }
      sender.join();
    }
    assertThat(socket.receive()).isEmpty();
  }

  @Test
  void an_echo_over_http_1() throws Exception {
    network.serving(ServedSocketsTest::echo, (host, port) -> talk(connect(host, port)));
  }

  @Test
  void an_echo_over_http_2() throws Exception {
    network.serving(
        ServedSocketsTest::echo,
        (host, port) -> {
          try (Socket socket = Tcp.connect(host, port)) {
            var connection = Http2Connection.client(socket, Http2Limits.DEFAULTS);
            Task<?> running = spawn(() -> connection.run(ByteBuffer.allocate(0)));
            assertThat(connection.awaitSettings().isConnectProtocolEnabled()).isTrue();
            var sockets = new ArrayList<Task<?>>();
            for (int i = 0; i < 3; i++) {
              sockets.add(spawn(() -> talk(connect(connection))));
            }
            for (Task<?> each : sockets) {
              each.join();
            }
            connection.drain();
            running.join();
          }
        });
  }

  @Async
  private static WebSocket connect(Http2Connection connection) throws IOException {
    HandshakeOptions handshake = OPTIONS.handshake();
    Http2Stream stream =
        connection.request(
            "CONNECT",
            "http",
            "a",
            "/chat",
            Optional.of("websocket"),
            WebSocketHandshake.connectRequest(handshake),
            false);
    var head = stream.response();
    var result = WebSocketHandshake.verifyConnect(head.status(), head.headers(), handshake);
    ByteStream tunnel = stream.tunnel();
    return WebSocket.overClient(
        tunnel, ByteBuffer.allocate(0), ((Accepted) result).agreement(), OPTIONS);
  }

  @Test
  void messages_in_parts_go_both_ways() throws Exception {
    network.serving(
        exchange -> {
          try (WebSocket socket = exchange.webSocket(OPTIONS)) {
            socket.send("welcome");
            IncomingMessage in = socket.receiveInParts().orElseThrow();
            try (OutgoingMessage out = socket.sendInParts(in.kind())) {
              var buffer = new byte[3000];
              for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.writeAll(buffer, 0, count);
              }
              out.end();
            }
          }
        },
        (host, port) -> {
          try (WebSocket socket = connect(host, port)) {
            assertThat(socket.receive()).isPresent();
            byte[] data = messages().getLast();
            Task<?> sender =
                spawn(() -> {
                  try (OutgoingMessage out = socket.sendInParts(Kind.BINARY)) {
                    out.writeAll(data);
                    out.end();
                  }
                });
            assertThat(socket.receive().orElseThrow().bytes()).isEqualTo(ByteBuffer.wrap(data));
            sender.join();
            assertThat(socket.receive()).isEmpty();
          }
        });
  }

  @Test
  void pings_are_answered_and_a_cut_connection_is_noticed() throws Exception {
    var ends = new ArrayList<Integer>();
    network.serving(
        exchange -> {
          try (WebSocket socket = exchange.webSocket(OPTIONS)) {
            socket.send("welcome");
            try {
              socket.receive();
            } catch (WebSocketException cut) {
              ends.add(cut.code());
            }
          }
        },
        (host, port) -> {
          var client = RawClient.connect(host, port);
          WebSocket socket = connect(client);
          assertThat(socket.receive()).isPresent();
          Task<?> receiver = spawn(() -> socket.receive());
          assertThat(socket.ping(ofSeconds(30))).isPositive();
          receiver.cancel();
          // Not closed by the protocol: the stream below is.
          client.close();
          for (int i = 0; i < 1000 && ends.isEmpty(); i++) {
            sleep(ofMillis(10));
          }
          assertThat(ends).containsExactly(1006);
        });
  }

  @Test
  void a_socket_that_waits_for_a_message_is_closed_when_the_server_stops() throws Exception {
    if (network instanceof Network.Loopback loopback) {
      run(Kernels.of(loopback.kernel()), () -> stopping(false));
    }
  }

  @Test
  void a_socket_over_http_2_that_waits_is_closed_when_the_server_stops() throws Exception {
    if (network instanceof Network.Loopback loopback) {
      run(Kernels.of(loopback.kernel()), () -> stopping(true));
    }
  }

  private static void stopping(boolean isHttp2) throws Exception {
    var reasons = new ArrayList<String>();
    ExchangeHandler handler =
        exchange -> {
          try {
            echo(exchange);
          } catch (Cancelled cancelled) {
            reasons.add(cancelled.reason());
            throw cancelled;
          }
        };
    var options = ServerOptions.defaults().withGrace(ofSeconds(50));
    try (HttpServer server = HttpServer.listen("127.0.0.1", 0, options);
        Socket connected = Tcp.connect("127.0.0.1", server.localAddress().getPort())) {
      Task<?> serving = spawn(() -> server.serve(handler));
      WebSocket socket;
      if (isHttp2) {
        var connection = Http2Connection.client(connected, Http2Limits.DEFAULTS);
        var _ =
            spawnDaemon(
                "connection",
                () -> {
                  try {
                    connection.run(ByteBuffer.allocate(0));
                  } catch (IOException stopped) {
                    // The server may close the connection before our end of the stream arrives.
                  }
                });
        var _ = connection.awaitSettings();
        socket = connect(connection);
      } else {
        socket = connect(new RawClient(connected));
      }
      assertThat(socket.receive()).isPresent();
      server.close();
      Moment begin = Moment.now();
      assertThat(socket.receive()).isEmpty();
      assertThat(socket.peerClose().orElseThrow().code()).isEqualTo(1001);
      assertThat(Moment.now().since(begin)).isLessThan(ofSeconds(40));
      socket.close();
      serving.join();
      assertThat(reasons).hasSize(1);
    }
  }
}
