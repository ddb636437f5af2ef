package dev.gonzo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.testing.LogCapture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client sees when a handler or the client itself has failed, and what the log has. */
@Tag("realTime")
@ParameterizedClass
@MethodSource(Network.ALL)
record FailuresTest(Network network) {
  private static boolean isBelowWarning(LogRecord entry) {
    return entry.getLevel().intValue() < Level.WARNING.intValue();
  }

  @Test
  void a_failure_is_500_without_any_detail_and_the_connection_goes_on() throws Exception {
    try (var log = LogCapture.open()) {
      network.serving(
          exchange -> {
            if (exchange.path().equals("/ok")) {
              exchange.send("ok");
            } else {
              throw new IllegalStateException("secret");
            }
          },
          (host, port) -> {
            try (var client = RawClient.connect(host, port)) {
              client.get("/a\\b?c").get("/ok");
              assertThat(client.until("\n\r\n" + "Internal Server Error\n"))
                  .isEqualTo(
                      """
                      HTTP/1.1 500 Internal Server Error
                      content-type: text/plain; charset=utf-8
                      content-length: 22

                      Internal Server Error
                      """);
              assertThat(client.until("ok")).startsWith("HTTP/1.1 200 OK\n");
            }
          });
      assertThat(log.messages()).containsExactly("the handler of GET /a\\x5cb?c failed");
      assertThat(log.records().getFirst().getThrown()).hasMessage("secret");
    }
  }

  @Test
  void a_failure_in_the_middle_cuts_the_response_short() throws Exception {
    try (var log = LogCapture.open()) {
      network.serving(
          exchange -> {
            boolean isKnown = exchange.path().equals("/known");
            var body = exchange.respond(200, isKnown ? OptionalLong.of(10) : OptionalLong.empty());
            body.write("half ");
            body.flush();
            throw new IOException("of a disk");
          },
          (host, port) -> {
            try (var client = RawClient.connect(host, port)) {
              assertThat(client.get("/chunks").toEnd()).endsWith("\n\n5\nhalf \n");
            }
            try (var client = RawClient.connect(host, port)) {
              assertThat(client.get("/known").toEnd()).endsWith("content-length: 10\n\nhalf ");
            }
            try (var client = RawClient.connect(host, port)) {
              client.send("GET /old HTTP/1.0\r\n\r\n");
              assertThatThrownBy(client::toEnd)
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining("reset");
            }
          });
      assertThat(log.messages())
          .containsExactly(
              "the handler of GET /chunks failed",
              "the handler of GET /known failed",
              "the handler of GET /old failed");
    }
  }

  @Test
  void a_response_that_is_too_short_is_cut_and_one_that_is_too_long_is_refused() throws Exception {
    try (var log = LogCapture.open()) {
      network.serving(
          exchange -> exchange.respond(200, OptionalLong.of(5)).write(exchange.path().substring(1)),
          (host, port) -> {
            try (var client = RawClient.connect(host, port)) {
              assertThat(client.get("/four").toEnd()).endsWith("content-length: 5\n\nfour");
            }
            try (var client = RawClient.connect(host, port)) {
              assertThat(client.get("/toolong").toEnd()).endsWith("content-length: 5\n\n");
            }
          });
      assertThat(log.messages()).hasSize(2);
      assertThat(log.records().getFirst().getThrown()).hasMessageContaining("1 bytes are missing");
    }
  }

  @Test
  void a_request_that_can_be_read_in_two_ways_is_400_and_the_end() throws Exception {
    var seen = new ArrayList<String>();
    List<String> payloads =
        List.of(
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\ncontent-length: 44\r\n\r\n",
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: a\r\nx : y\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: a\nx: y\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n");
    network.serving(
        exchange -> {
          seen.add(exchange.path());
          exchange.send("ok");
        },
        (host, port) -> {
          for (String payload : payloads) {
            try (var client = RawClient.connect(host, port)) {
              client.send(payload + "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n");
              assertThat(client.toEnd())
                  .isEqualTo("HTTP/1.1 400 Bad Request\ncontent-length: 0\nconnection: close\n\n");
            }
          }
        });
    assertThat(seen).isEmpty();
  }

  @Test
  void a_violation_in_a_body_is_answered_before_the_handler_knows() throws Exception {
    var failures = new ArrayList<Exception>();
    try (var log = LogCapture.open()) {
      network.serving(
          ServerOptions.defaults().withHttp1(Http1Limits.defaults().withBody(20)),
          exchange -> {
            try {
              exchange.send(exchange.body().text(100));
            } catch (IOException failure) {
              failures.add(failure);
              throw failure;
            }
          },
          (host, port) -> {
            try (var client = RawClient.connect(host, port)) {
              client.send(
                  "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n");
              client.get("/second");
              assertThat(client.toEnd()).startsWith("HTTP/1.1 400 Bad Request\n");
            }
            try (var client = RawClient.connect(host, port)) {
              client.send(
                  "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
                      + "b\r\n12345678901\r\nb\r\n12345678901\r\n0\r\n\r\n");
              assertThat(client.toEnd()).startsWith("HTTP/1.1 413 Content Too Large\n");
            }
            try (var client = RawClient.connect(host, port)) {
              client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nshort");
              client.socket.shutdownOutput();
              assertThat(client.toEnd()).startsWith("HTTP/1.1 400 Bad Request\n");
            }
          });
      assertThat(log.records()).allMatch(FailuresTest::isBelowWarning).isNotEmpty();
    }
    assertThat(failures)
        .extracting(Throwable::getMessage)
        .containsExactly(
            "a chunk is longer than its size (RFC 9112, 7.1)",
            "the body is too long (limit body)",
            "the request was cut short (RFC 9112, 8)");
  }

  @Test
  void an_answer_before_the_end_of_a_long_upload_arrives() throws Exception {
    network.serving(
        exchange -> {
          throw new StatusException(403, "no");
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 500000\r\n\r\n");
            assertThat(client.until("\r\n\r\nno\n")).startsWith("HTTP/1.1 403 Forbidden\n");
            // Closed without reading, the connection would be reset here.
            client.send("x".repeat(500_000));
            assertThat(client.toEnd()).isEmpty();
          }
        });
  }

  @Test
  void an_answer_to_a_long_upload_arrives_even_if_the_client_closes() throws Exception {
    network.serving(
        exchange -> exchange.send(413, "too long"),
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n");
            client.send("content-length: 400000\r\n\r\n" + "x".repeat(400_000));
            assertThat(client.toEnd()).endsWith("\n\ntoo long");
          }
        });
  }

  @Test
  void what_a_handler_does_too_late_is_refused() throws Exception {
    try (var log = LogCapture.open()) {
      network.serving(
          exchange -> {
            exchange.send("ok");
            if (exchange.path().equals("/status")) {
              throw new StatusException(400, "too late");
            }
            String _ = exchange.body().text(100_000);
          },
          (host, port) -> {
            try (var client = RawClient.connect(host, port)) {
              client.get("/status").until("ok");
              client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 50000\r\n\r\n");
              client.until("ok");
              client.send("x".repeat(50_000)).get("/").until("ok");
            }
          });
      assertThat(log.messages())
          .containsExactly("the handler of GET /status failed", "the handler of POST / failed");
      assertThat(log.records().getLast().getThrown())
          .hasMessageContaining("read the body before you end it");
    }
  }

  @Test
  void a_client_that_leaves_is_no_warning() throws Exception {
    var ended = new ArrayList<ExchangeResult.Ending>();
    var observer =
        new ExchangeObserver() {
          @Override
          public void ended(Exchange exchange, ExchangeResult result) {
            ended.add(result.ending());
          }
        };
    try (var log = LogCapture.open()) {
      network.serving(
          ServerOptions.defaults().withObserver(observer),
          exchange -> {
            var body = exchange.respond(200);
            while (true) {
              body.write("x".repeat(100_000));
            }
          },
          (host, port) -> {
            for (int i = 0; i < 3; i++) {
              try (var client = RawClient.connect(host, port)) {
                client.get("/").until("xxx");
              }
            }
            while (ended.size() < 3) {
              Gonzo.sleep(Duration.ofMillis(10));
            }
          });
      assertThat(log.records()).allMatch(FailuresTest::isBelowWarning).isNotEmpty();
    }
    assertThat(ended).containsOnly(ExchangeResult.Ending.CLIENT_FAILED);
  }

  @Test
  void a_client_whose_socket_is_lost_or_breaks_the_protocol_is_no_warning() throws Exception {
    var ended = new ArrayList<ExchangeResult.Ending>();
    var observer =
        new ExchangeObserver() {
          @Override
          public void ended(Exchange exchange, ExchangeResult result) {
            ended.add(result.ending());
          }
        };
    String handshake =
        """
        GET / HTTP/1.1\r
        host: a\r
        connection: upgrade\r
        upgrade: websocket\r
        sec-websocket-version: 13\r
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """;
    try (var log = LogCapture.open()) {
      network.serving(
          ServerOptions.defaults().withObserver(observer),
          exchange -> {
            try (WebSocket socket = exchange.webSocket()) {
              for (Message message : socket.messages()) {
                socket.send(message.bytes());
              }
            }
          },
          (host, port) -> {
            // Half a frame; and a frame without a mask.
            for (String last : List.of("\u0081", "\u0081\u0001x")) {
              try (var client = RawClient.connect(host, port)) {
                client.send(handshake).until("\r\n\r\n");
                client.send(last);
              }
            }
            while (ended.size() < 2) {
              Gonzo.sleep(Duration.ofMillis(10));
            }
          });
      assertThat(log.records()).allMatch(FailuresTest::isBelowWarning).isNotEmpty();
    }
    assertThat(ended).containsOnly(ExchangeResult.Ending.CLIENT_FAILED);
  }
}
