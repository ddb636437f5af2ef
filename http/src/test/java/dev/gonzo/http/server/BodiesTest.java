package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.stream.Input;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of HTTP/1.1 in both directions. */
@Tag("realTime")
@ParameterizedClass
@MethodSource(Network.ALL)
record BodiesTest(Network network) {
  private static final int LARGE = 3_000_000;

  private static byte[] large() {
    var bytes = new byte[LARGE];
    for (int i = 0; i < LARGE; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  private static long checksum(byte[] bytes) {
    var sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  @Test
  void a_large_body_is_received_while_the_handler_reads() throws Exception {
    network.serving(
        exchange -> {
          var sum = new CRC32();
          var buffer = new byte[10_000];
          for (int count; (count = exchange.body().read(buffer)) >= 0; ) {
            sum.update(buffer, 0, count);
          }
          exchange.send(sum.getValue() + " of " + exchange.body().length().orElse(-1));
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: " + LARGE + "\r\n\r\n");
            client.socket.writeAll(large());
            assertThat(client.until(" of " + LARGE))
                .endsWith("\n\n" + checksum(large()) + " of " + LARGE);
          }
        });
  }

  @Test
  void a_large_body_is_sent_in_pieces_of_any_size() throws Exception {
    network.serving(
        exchange -> {
          var body = exchange.respond(200, OptionalLong.of(LARGE));
          byte[] bytes = large();
          int piece = 1;
          for (int at = 0; at < LARGE; at += piece) {
            piece = Math.min(LARGE - at, 1 + at % 7_001);
            body.writeAll(bytes, at, piece);
          }
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
            assertThat(client.until("\r\n\r\n")).contains("content-length: " + LARGE);
            byte[] received = client.bytesToEnd();
            assertThat(received).hasSize(LARGE);
            assertThat(checksum(received)).isEqualTo(checksum(large()));
          }
        });
  }

  @Test
  void what_a_handler_reads_can_be_echoed_before_more_is_sent() throws Exception {
    network.serving(
        exchange -> {
          var body = exchange.respond(200);
          var input = Input.of(exchange.body());
          body.writeAll(input.readExactly(3));
          body.writeAll(input.readExactly(3));
          assertThat(input.readAll(9)).isEmpty();
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send(
                "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n");
            assertThat(client.until("one\r\n")).endsWith("\n\n3\none\n");
            client.send("3\r\ntwo\r\n");
            assertThat(client.until("two\r\n")).isEqualTo("3\ntwo\n");
            client.send("0\r\n\r\n");
            assertThat(client.until("0\r\n\r\n")).isEqualTo("0\n\n");
          }
        });
  }

  @Test
  void parts_of_a_file_are_sent_between_other_bytes(@TempDir Path directory) throws Exception {
    Path file =
        network instanceof Network.Simulated
            ? Path.of("large.bin")
            : directory.resolve("large.bin");
    network.serving(
        exchange -> {
          AsyncFiles.write(file, large());
          try (AsyncFile opened = AsyncFile.open(file, StandardOpenOption.READ)) {
            boolean isKnown = exchange.path().equals("/known");
            var length = isKnown ? OptionalLong.of(LARGE + 8) : OptionalLong.empty();
            var body = exchange.respond(200, length);
            body.write("head");
            body.writeFile(opened, 0, 1_000_000);
            body.writeFile(opened, 1_000_000, LARGE - 1_000_000);
            body.write("tail");
          }
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("GET /known HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
            assertThat(client.until("\r\n\r\nhead")).startsWith("HTTP/1.1 200 OK\n");
            byte[] received = client.bytesToEnd();
            assertThat(new String(received, LARGE, 4, US_ASCII)).isEqualTo("tail");
            assertThat(checksum(Arrays.copyOf(received, LARGE))).isEqualTo(checksum(large()));
          }
          try (var client = RawClient.connect(host, port)) {
            client.send("GET /unknown HTTP/1.0\r\n\r\n");
            assertThat(client.until("\r\n\r\nhead")).startsWith("HTTP/1.1 200 OK\n");
            byte[] received = client.bytesToEnd();
            assertThat(checksum(Arrays.copyOf(received, LARGE))).isEqualTo(checksum(large()));
          }
        });
  }

  @Test
  void trailers_go_both_ways() throws Exception {
    network.serving(
        exchange -> {
          String text = exchange.body().text(100);
          var body = exchange.respond(200);
          body.write(text);
          body.end(exchange.body().trailers());
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send(
                "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
                    + "5;a=b\r\nhello\r\n0\r\nx-sum: 7\r\n\r\n");
            assertThat(client.until("7\r\n\r\n")).endsWith("\n\n5\nhello\n0\nx-sum: 7\n\n");
            // A message with a length has no place for them, nor has one of HTTP/1.0.
            client.send("POST / HTTP/1.0\r\ncontent-length: 2\r\n\r\nok");
            assertThat(client.toEnd()).endsWith("\n\nok");
          }
        });
  }

  @Test
  void a_client_that_waits_for_100_gets_it_when_the_handler_reads() throws Exception {
    network.serving(
        exchange -> {
          if (exchange.path().equals("/refused")) {
            exchange.send(403, "no");
          } else {
            exchange.send(exchange.body().text(10));
          }
        },
        (host, port) -> {
          String rest = " HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n";
          try (var client = RawClient.connect(host, port)) {
            client.send("POST /" + rest);
            assertThat(client.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\n\n");
            client.send("body");
            assertThat(client.until("body")).startsWith("HTTP/1.1 200 OK\n");
            client.send("POST /" + rest + "sent");
            // If only the head has arrived, the server cannot know that the client does not wait.
            assertThat(client.until("sent").replace("HTTP/1.1 100 Continue\n\n", ""))
                .startsWith("HTTP/1.1 200 OK\n");
            client.send("POST /refused" + rest);
            assertThat(client.toEnd())
                .startsWith("HTTP/1.1 403 Forbidden\n")
                .doesNotContain("100 C");
          }
        });
  }

  @Test
  void a_body_can_be_read_after_the_response_has_begun() throws Exception {
    network.serving(
        exchange -> {
          var body = exchange.respond(200);
          body.write(exchange.body().text(100));
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send(
                "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n");
            assertThat(client.until("\r\n\r\n")).contains("200 OK\n", "connection: close\n");
            client.send("hello");
            assertThat(client.toEnd()).isEqualTo("5\nhello\n0\n\n");
          }
        });
  }

  @Test
  void an_unknown_expectation_is_417() throws Exception {
    network.serving(
        exchange -> exchange.send("ok"),
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("GET / HTTP/1.1\r\nhost: a\r\nexpect: tea\r\n\r\n").get("/");
            assertThat(client.until("ok"))
                .startsWith(
                    "HTTP/1.1 417 Expectation Failed\ncontent-length: 0\n\nHTTP/1.1 200 OK\n");
          }
        });
  }

  @Test
  void a_body_that_is_not_read_is_dropped_up_to_a_limit() throws Exception {
    network.serving(
        ServerOptions.defaults().withHttp1(Http1Limits.defaults().withDrained(1_000)),
        exchange -> exchange.send(exchange.path()),
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send(
                "POST /1 HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n" + "x".repeat(1_000));
            client.get("/2");
            assertThat(client.until("/2")).doesNotContain("close");
            client.send(
                "POST /3 HTTP/1.1\r\nhost: a\r\ncontent-length: 99000\r\n\r\n"
                    + "x".repeat(99_000));
            assertThat(client.toEnd()).endsWith("connection: close\n\n/3");
          }
        });
  }

  @Test
  void a_client_of_http_1_0_gets_a_body_that_ends_with_the_connection() throws Exception {
    network.serving(
        exchange -> {
          exchange.inform(103, Headers.of("link", "</a>"));
          exchange.respond(200).write("hello");
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.toEnd()).isEqualTo("HTTP/1.1 200 OK\nconnection: close\n\nhello");
          }
        });
  }

  @Test
  void an_informational_response_comes_at_once() throws Exception {
    network.serving(
        exchange -> {
          exchange.inform(103, Headers.of("link", "</a>"));
          sleep(ofMillis(20));
          exchange.send("ok");
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.get("/");
            assertThat(client.until("\r\n\r\n"))
                .isEqualTo("HTTP/1.1 103 Early Hints\nlink: </a>\n\n");
            assertThat(client.until("ok")).startsWith("HTTP/1.1 200 OK\n");
          }
        });
  }

  @Test
  void a_response_is_sent_while_the_handler_works_on() throws Exception {
    var next = new boolean[1];
    network.serving(
        exchange -> {
          exchange.send(exchange.path());
          while (exchange.path().equals("/slow") && !next[0]) {
            sleep(ofMillis(5));
          }
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            // The second has arrived too, and its response is written with this one if it can be.
            client.get("/slow").get("/2");
            assertThat(client.until("/slow")).startsWith("HTTP/1.1 200 OK\n");
            next[0] = true;
            assertThat(client.until("/2")).startsWith("HTTP/1.1 200 OK\n");
          }
        });
  }
}
