package dev.gonzo.http.peers;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.TaskGroup;
import dev.gonzo.http.Http;
import dev.gonzo.http.client.Client;
import dev.gonzo.http.client.ClientOptions;
import dev.gonzo.http.client.Request;
import dev.gonzo.http.client.Response;
import dev.gonzo.http.client.Versions;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.server.StatusException;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Node's HTTP/2, on both sides. */
@Tag("realTime")
class NodeHttp2Test {
  private static void answer(Exchange exchange) throws Exception {
    switch (exchange.path()) {
      case "/hello" -> exchange.send("hello\n");
      case "/echo" -> copy(exchange);
      case "/trailers" -> {
        BodySink sink = exchange.respond(200);
        sink.write("body");
        sink.end(Headers.of("x-end", "here"));
      }
      case "/broken" -> {
        exchange.respond(200).write("begun");
        throw new StatusException(500, "after the head");
      }
      case "/endless" -> {
        BodySink sink = exchange.respond(200);
        while (true) {
          sink.write("x".repeat(10_000));
        }
      }
      default -> throw new StatusException(404, "nothing");
    }
  }

  private static void copy(Exchange exchange) throws IOException {
    BodySink sink = exchange.respond(200, exchange.body().length());
    var buffer = new byte[16_384];
    for (int n; (n = exchange.body().read(buffer)) > 0; ) {
      sink.writeAll(buffer, 0, n);
    }
  }

  @Test
  void nodes_client_gets_what_it_asks_of_our_server() throws Exception {
    try (var server = PeerServer.start(NodeHttp2Test::answer);
        var node = PeerProgram.node("http2-client.cjs", server.port())) {
      assertThat(node.rest())
          .isEqualTo(
              """
              many: 200
              echo: 1000000 true
              trailers: here
              head: 200 0
              missing: 404
              broken: Stream closed with error code NGHTTP2_INTERNAL_ERROR
              after a reset: 200
              ping
              closed
              """);
      assertThat(node.exitStatus()).isZero();
    }
  }

  @Test
  void our_client_gets_what_it_asks_of_nodes_server() throws Exception {
    try (var node = PeerProgram.node("http2-server.cjs")) {
      String place = "http://127.0.0.1:" + node.line();
      run(() -> {
        var options = ClientOptions.defaults().withVersions(Versions.HTTP_2_ONLY);
        try (Client client = Http.client(options)) {
          manyAtOnce(client, place);
          var body = "0123456789".repeat(100_000).getBytes(UTF_8);
          try (Response echo = client.send(Request.post(place + "/echo").withBody(body))) {
            assertThat(echo.body().bytes(2_000_000)).isEqualTo(body);
          }
          try (Response response = client.get(place + "/trailers")) {
            assertThat(response.body().text(100)).isEqualTo("body");
            assertThat(response.body().trailers().first("x-end")).hasValue("here");
          }
          try (Response head = client.send(Request.head(place + "/hello"))) {
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body().bytes(100)).isEmpty();
          }
          try (Response response = client.get(place + "/reset")) {
            assertThatThrownBy(() -> response.body().bytes(100)).isInstanceOf(IOException.class);
          }
          // Closed early: its stream is reset, and the others go on.
          try (Response endless = client.get(place + "/endless")) {
            assertThat(endless.body().read(new byte[100])).isPositive();
          }
          assertThat(client.text(place + "/away", 100)).isEqualTo("the last");
          assertThat(client.text(place + "/hello", 100)).isEqualTo("hello\n");
        }
      });
    }
  }

  private static void manyAtOnce(Client client, String place) throws Exception {
    try (var group = TaskGroup.<String>open()) {
      for (int i = 0; i < 200; i++) {
        group.spawn(() -> client.text(place + "/hello", 100));
      }
      group.join();
      assertThat(group.results()).hasSize(200).containsOnly("hello\n");
    }
  }
}
