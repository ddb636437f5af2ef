package dev.gonzo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of a server of HTTP/1.1 to bytes, as bytes. */
@Tag("realTime")
@ParameterizedClass
@MethodSource(Network.ALL)
record RequestsTest(Network network) {
  @Test
  void a_connection_has_several_requests() throws Exception {
    network.serving(
        exchange -> exchange.send(exchange.method() + " " + exchange.target()),
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.get("/a");
            assertThat(client.until("GET /a"))
                .isEqualTo(
                    """
                    HTTP/1.1 200 OK
                    content-type: text/plain; charset=utf-8
                    content-length: 6

                    GET /a\
                    """);
            client.send("GET /b HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
            assertThat(client.toEnd())
                .isEqualTo(
                    """
                    HTTP/1.1 200 OK
                    content-type: text/plain; charset=utf-8
                    content-length: 6
                    connection: close

                    GET /b\
                    """);
          }
        });
  }

  @Test
  void pipelined_requests_are_answered_in_order() throws Exception {
    network.serving(
        exchange -> {
          if (exchange.path().equals("/fails")) {
            throw new StatusException(404, "nothing here");
          }
          exchange.send(exchange.path());
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.get("/1").get("/fails").get("/3");
            client.send("GET /4 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
            assertThat(client.toEnd().replaceAll("content-[^\n]*\n", ""))
                .isEqualTo(
                    """
                    HTTP/1.1 200 OK

                    /1HTTP/1.1 404 Not Found

                    nothing here
                    HTTP/1.1 200 OK

                    /3HTTP/1.1 200 OK
                    connection: close

                    /4\
                    """);
          }
        });
  }

  @Test
  void a_body_without_a_length_is_sent_in_chunks() throws Exception {
    network.serving(
        exchange -> {
          var body = exchange.respond(200);
          body.write("one ");
          body.write("two");
          body.flush();
          body.write("three");
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.get("/");
            assertThat(client.until("0\r\n\r\n"))
                .isEqualTo(
                    """
                    HTTP/1.1 200 OK
                    transfer-encoding: chunked

                    7
                    one two
                    5
                    three
                    0

                    """);
          }
        });
  }

  @Test
  void a_body_is_read_as_text() throws Exception {
    network.serving(
        exchange -> exchange.send(200, exchange.body().text(10).toUpperCase(java.util.Locale.ROOT)),
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc");
            assertThat(client.until("ABC")).endsWith("content-length: 3\n\nABC");
            client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 11\r\n\r\n12345678901");
            assertThat(client.until("Large\n")).startsWith("HTTP/1.1 413 Content Too Large\n");
            client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n\u00ff\u00ff");
            assertThat(client.until("UTF-8\n")).startsWith("HTTP/1.1 400 Bad Request\n");
          }
        });
  }

  @Test
  void a_response_that_was_not_begun_is_204() throws Exception {
    network.serving(
        exchange -> {},
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.get("/");
            assertThat(client.until("\r\n\r\n")).isEqualTo("HTTP/1.1 204 No Content\n\n");
          }
        });
  }

  @Test
  void a_head_request_gets_no_body() throws Exception {
    network.serving(
        exchange -> {
          var body = exchange.respond(200, OptionalLong.of(5));
          body.write("hello");
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n");
            client.send("HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
            assertThat(client.toEnd())
                .isEqualTo(
                    """
                    HTTP/1.1 200 OK
                    content-length: 5

                    HTTP/1.1 200 OK
                    content-length: 5
                    connection: close

                    """);
          }
        });
  }
}
