package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.connection.StreamResetException;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.Input;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server of HTTP/2, over any network, and our client. */
abstract class Http2ServerConformance {
  private static final int MEGABYTE = 1_000_000;

  /** What a client does. */
  @FunctionalInterface
  interface Client {
    void use(String host, int port) throws Exception;
  }

  /** What a client does on a connection. */
  @FunctionalInterface
  interface Requests {
    void on(Http2Connection connection) throws Exception;
  }

  /** Serves in one place, and runs a client in another. */
  abstract void serving(ServerOptions options, ExchangeHandler handler, Client client)
      throws Exception;

  /** Where files are. */
  abstract Path directory();

  final void connected(ExchangeHandler handler, Requests requests) throws Exception {
    serving(
        ServerOptions.defaults(),
        handler,
        (host, port) -> {
          try (Socket socket = Tcp.connect(host, port)) {
            var connection = Http2Connection.client(socket, Http2Limits.DEFAULTS);
            Task<?> running = spawn(() -> connection.run(ByteBuffer.allocate(0)));
            requests.on(connection);
            connection.drain();
            running.join();
          }
        });
  }

  private record Answer(int status, Headers headers, byte[] bytes, Headers trailers) {
    String text() {
      return new String(bytes, UTF_8);
    }
  }

  private static Http2Stream begin(
      Http2Connection connection, String method, String path, Headers headers, boolean isEnd)
      throws IOException {
    return connection.request(method, "http", "a", path, Optional.empty(), headers, isEnd);
  }

  private static Answer request(Http2Connection connection, String method, String path)
      throws IOException {
    Http2Stream stream = begin(connection, method, path, Headers.none(), true);
    try {
      return answer(stream);
    } finally {
      stream.finish();
    }
  }

  private static Answer answer(Http2Stream stream) throws IOException {
    Received.Response head = stream.response();
    Body body = stream.body(OptionalLong.empty());
    byte[] bytes = body.bytes(100 * MEGABYTE);
    return new Answer(head.status(), head.headers(), bytes, body.trailers());
  }

  @Test
  void requests_are_answered_each_in_a_task_of_its_name() throws Exception {
    connected(
        exchange -> exchange.send(exchange.version() + " " + Task.current().name()),
        connection -> {
          List<Task<Answer>> answers = new ArrayList<>();
          for (int i = 0; i < 250; i++) {
            String path = "/" + i;
            answers.add(spawn(() -> request(connection, "GET", path)));
          }
          for (int i = 0; i < 250; i++) {
            Answer answer = answers.get(i).join();
            assertThat(answer.text()).isEqualTo("HTTP/2 GET /" + i);
            assertThat(answer.headers().has("date")).isTrue();
          }
        });
  }

  @Test
  void bodies_go_both_ways_while_others_do() throws Exception {
    connected(
        exchange -> {
          BodySink sink = exchange.respond(200);
          byte[] some = new byte[10_000];
          for (int count; (count = exchange.body().read(some)) >= 0; ) {
            sink.writeAll(some, 0, count);
          }
          sink.end(Headers.of("x-read", "all"));
        },
        connection -> {
          List<Task<?>> all = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            byte[] body = new byte[300_000 + i];
            new Random(i).nextBytes(body);
            all.add(
                spawn(() -> {
                  Http2Stream stream = begin(connection, "PUT", "/", Headers.none(), false);
                  Task<?> writer = spawn(() -> upload(stream, body));
                  Answer answer = answer(stream);
                  assertThat(answer.bytes()).isEqualTo(body);
                  assertThat(answer.trailers().first("x-read")).contains("all");
                  writer.join();
                  stream.finish();
                }));
          }
          for (Task<?> each : all) {
            each.join();
          }
        });
  }

  private static void upload(Http2Stream stream, byte[] body) throws IOException {
    BodySink sink = stream.sink();
    sink.write(ByteBuffer.wrap(body));
    sink.end();
  }

  @Test
  void some_responses_have_no_body_and_some_come_before() throws Exception {
    connected(
        exchange -> {
          switch (exchange.path()) {
            case "/nothing" -> {}
            case "/unchanged" -> exchange.send(304, new byte[0]);
            case "/hinted" -> {
              exchange.inform(103, Headers.of("link", "</style.css>"));
              exchange.send("hello");
            }
            default -> exchange.send("hello");
          }
        },
        connection -> {
          Answer head = request(connection, "HEAD", "/");
          assertThat(head.headers().first("content-length")).contains("5");
          assertThat(head.bytes()).isEmpty();
          assertThat(request(connection, "GET", "/nothing").status()).isEqualTo(204);
          assertThat(request(connection, "GET", "/unchanged").status()).isEqualTo(304);
          Http2Stream hinted = begin(connection, "GET", "/hinted", Headers.none(), true);
          assertThat(hinted.response().status()).isEqualTo(103);
          assertThat(answer(hinted).text()).isEqualTo("hello");
          hinted.finish();
        });
  }

  @Test
  void a_client_that_waits_for_a_100_is_sent_one_when_the_body_is_read() throws Exception {
    connected(
        exchange -> {
          if (exchange.path().equals("/refused")) {
            exchange.send(403, "no");
          } else {
            exchange.send("got " + exchange.body().text(100));
          }
        },
        connection -> {
          Headers expecting = Headers.of("expect", "100-continue");
          Http2Stream stream = begin(connection, "POST", "/", expecting, false);
          assertThat(stream.response().status()).isEqualTo(100);
          upload(stream, "it".getBytes(UTF_8));
          assertThat(answer(stream).text()).isEqualTo("got it");
          stream.finish();
          Http2Stream refused = begin(connection, "POST", "/refused", expecting, false);
          assertThat(answer(refused).status()).isEqualTo(403);
          refused.finish();
        });
  }

  @Test
  void a_failure_is_an_error_page_or_a_reset_if_the_response_has_begun() throws Exception {
    connected(
        exchange -> {
          switch (exchange.path()) {
            case "/missing" -> throw new StatusException(404, "nothing here");
            case "/much" -> exchange.send(exchange.body().text(10));
            case "/late" -> {
              BodySink sink = exchange.respond(200);
              sink.write("some");
              sink.flush();
              throw new StatusException(404, "too late");
            }
            default -> exchange.send("fine");
          }
        },
        connection -> {
          assertThat(request(connection, "GET", "/missing").text()).isEqualTo("nothing here\n");
          Http2Stream much = begin(connection, "POST", "/much", Headers.none(), false);
          Task<?> writer = spawn(() -> upload(much, new byte[MEGABYTE]));
          assertThat(answer(much).status()).isEqualTo(413);
          assertThatThrownBy(writer::join).hasCauseInstanceOf(StreamResetException.class);
          much.finish();
          assertThatThrownBy(() -> request(connection, "GET", "/late"))
              .isInstanceOfSatisfying(
                  StreamResetException.class,
                  reset -> assertThat(reset.error()).isEqualTo(ErrorCode.INTERNAL_ERROR));
          assertThat(request(connection, "GET", "/").text()).isEqualTo("fine");
        });
  }

  @Tag("realTime")
  @Test
  void a_request_that_is_given_up_cancels_its_handler() throws Exception {
    Event[] ended = new Event[1];
    List<String> reasons = new ArrayList<>();
    connected(
        exchange -> {
          switch (exchange.path()) {
            case "/slow" -> {
              ended[0] = Event.of();
              exchange.respond(200).flush();
              try {
                sleep(Duration.ofDays(1));
              } catch (Cancelled cancelled) {
                reasons.add(cancelled.reason());
                ended[0].set();
                throw cancelled;
              }
            }
            case "/wait" -> {
              ended[0].await();
              exchange.send("it has ended");
            }
            default -> exchange.send("fine");
          }
        },
        connection -> {
          Http2Stream slow = begin(connection, "GET", "/slow", Headers.none(), true);
          assertThat(slow.response().status()).isEqualTo(200);
          slow.finish();
          assertThat(request(connection, "GET", "/wait").text()).isEqualTo("it has ended");
        });
    assertThat(reasons).containsExactly("the peer has reset the stream: CANCEL");
  }

  @Test
  void an_extended_connect_becomes_a_stream_of_bytes() throws Exception {
    connected(
        new Upgrading(),
        connection -> {
          assertThat(connection.awaitSettings().isConnectProtocolEnabled()).isTrue();
          Http2Stream stream =
              connection.request(
                  "CONNECT", "http", "a", "/echo", Optional.of("echo"), Headers.none(), false);
          assertThat(stream.response().status()).isEqualTo(200);
          ByteStream tunnel = stream.tunnel();
          byte[] sent = new byte[200_000];
          new Random(1).nextBytes(sent);
          Task<?> writer =
              spawn(() -> {
                tunnel.writeAll(sent);
                tunnel.close();
              });
          assertThat(Input.of(tunnel).readAll(MEGABYTE)).isEqualTo(sent);
          writer.join();
          stream.finish();
        });
  }

  /** Sends back what comes; an exchange has no upgrade of its own for protocols of others. */
  private static final class Upgrading implements ExchangeHandler {
    @Override
    public void handle(Exchange exchange) throws Exception {
      ServerStream stream = exchange.stream();
      assertThat(stream.protocol()).contains("echo");
      try (ByteStream tunnel = stream.upgrade(Headers.none())) {
        byte[] some = new byte[7_000];
        for (int count; (count = tunnel.read(some)) >= 0; ) {
          tunnel.writeAll(some, 0, count);
        }
      }
    }
  }

  @Test
  void a_file_is_sent_while_others_are_answered() throws Exception {
    Path path = directory().resolve("large.bin");
    byte[] contents = new byte[MEGABYTE];
    new Random(7).nextBytes(contents);
    connected(
        exchange -> {
          if (exchange.path().equals("/write")) {
            AsyncFiles.write(path, exchange.body().bytes(2 * MEGABYTE));
          } else if (exchange.path().equals("/file")) {
            try (AsyncFile file = AsyncFile.open(path)) {
              exchange.respond(200, OptionalLong.of(900_000)).writeFile(file, 100_000, 900_000);
            }
          } else {
            exchange.send("other");
          }
        },
        connection -> {
          Http2Stream writing = begin(connection, "PUT", "/write", Headers.none(), false);
          upload(writing, contents);
          assertThat(answer(writing).status()).isEqualTo(204);
          writing.finish();
          Http2Stream file = begin(connection, "GET", "/file", Headers.none(), true);
          assertThat(file.response().status()).isEqualTo(200);
          for (int i = 0; i < 3; i++) {
            assertThat(request(connection, "GET", "/").text()).isEqualTo("other");
          }
          byte[] received = file.body(OptionalLong.empty()).bytes(MEGABYTE);
          assertThat(received).isEqualTo(java.util.Arrays.copyOfRange(contents, 100_000, MEGABYTE));
          file.finish();
        });
  }
}
