package dev.gonzo.http.connection;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Http2Engine;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.engine.http2.Sent;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.testing.MemoryStreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How connections end: drained, idle, cancelled, too slow, or wrong. */
class ConnectionEndsTest {
  private final MemoryStreams pipe = MemoryStreams.of(100_000);

  private Ends slow(Duration time) {
    return new Ends(
        pipe.left(),
        pipe.right(),
        (stream, request) -> {
          sleep(time);
          Ends.echo(stream, request);
        });
  }

  /** A peer that is only an engine: it reads nothing by itself. */
  private static void write(Http2Engine engine, ByteStream stream) throws IOException {
    for (ByteBuffer bytes = engine.bytesToSend();
        bytes.hasRemaining();
        bytes = engine.bytesToSend()) {
      stream.writeAll(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      bytes.position(bytes.limit());
    }
  }

  private Task<?> serving(Ends.Answer answer) {
    Http2Connection server =
        Http2Connection.server(pipe.right(), Http2Limits.DEFAULTS, Ends.handler(answer));
    return spawn(
        "server",
        () -> {
          try (var _ = pipe.right()) {
            server.run(ByteBuffer.allocate(0));
          }
        });
  }

  @Test
  void a_server_that_drains_answers_what_it_has_and_refuses_the_rest() throws Exception {
    inVirtualTime(() -> {
      try (var ends = slow(ofSeconds(3))) {
        Task<Ends.Response> early = spawn(() -> Ends.get(ends.client, "/early"));
        sleep(ofSeconds(1));
        ends.server.drain();
        Task<Ends.Response> onItsWay = spawn(() -> Ends.get(ends.client, "/on-its-way"));
        sleep(ofSeconds(1));
        assertThat(ends.client.isUsable()).isFalse();
        assertThatThrownBy(() -> Ends.get(ends.client, "/late"))
            .isInstanceOf(NotProcessedException.class);
        assertThat(early.join().text()).isEqualTo("/early");
        assertThat(onItsWay.join().text()).isEqualTo("/on-its-way");
        assertThat(Ends.failure(ends.serverRun)).isNull();
        assertThat(Ends.failure(ends.clientRun)).isNull();
      }
    });
  }

  @Test
  void an_idle_server_ends_at_once_when_it_is_shut_down_gracefully() throws Exception {
    inVirtualTime(() -> {
      try (var ends = slow(ofSeconds(3))) {
        assertThat(Ends.get(ends.client, "/").status()).isEqualTo(200);
        sleep(ofSeconds(2));
        Moment before = Moment.now();
        ends.serverRun.cancelWhenIdle("the server stops", ofSeconds(10));
        assertThat(Moment.now().since(before)).isLessThan(ofMillis(100));
        assertThat(Ends.failure(ends.clientRun)).isNull();
      }
    });
  }

  @Test
  void a_busy_server_ends_after_its_last_response_when_it_is_shut_down_gracefully()
      throws Exception {
    inVirtualTime(() -> {
      try (var ends = slow(ofSeconds(3))) {
        Task<Ends.Response> response = spawn(() -> Ends.get(ends.client, "/"));
        sleep(ofSeconds(1));
        Moment before = Moment.now();
        ends.serverRun.cancelWhenIdle("the server stops", ofSeconds(10));
        assertThat(Moment.now().since(before)).isBetween(ofSeconds(2), ofSeconds(4));
        assertThat(response.join().text()).isEqualTo("/");
      }
    });
  }

  @Test
  void a_server_that_is_cancelled_cancels_its_handlers_and_says_goodbye() throws Exception {
    inVirtualTime(() -> {
      try (var ends = slow(ofSeconds(1000))) {
        Http2Stream stream = Ends.begin(ends.client, "GET", "/", true);
        sleep(ofSeconds(1));
        ends.serverRun.cancel("no more");
        assertThatThrownBy(stream::response)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("closed the connection in the middle");
        assertThat(ends.client.isUsable()).isFalse();
        assertThat(pipe.right().isClosed()).isTrue();
        stream.finish();
      }
    });
  }

  @Test
  void a_connection_without_requests_ends_in_time() throws Exception {
    inVirtualTime(() -> {
      Moment before = Moment.now();
      try (var ends = slow(ofSeconds(0))) {
        assertThat(Ends.failure(ends.serverRun)).isNull();
        assertThat(Moment.now().since(before)).isEqualTo(ofSeconds(30));
      }
    });
  }

  @Test
  void a_connection_that_had_requests_is_kept_for_longer() throws Exception {
    inVirtualTime(() -> {
      try (var ends = slow(ofSeconds(40))) {
        assertThat(Ends.get(ends.client, "/").text()).isEqualTo("/");
        Moment before = Moment.now();
        assertThat(Ends.failure(ends.serverRun)).isNull();
        assertThat(Moment.now().since(before)).isEqualTo(ofSeconds(75));
      }
    });
  }

  @Test
  void a_body_that_does_not_come_ends_its_stream_only() throws Exception {
    inVirtualTime(() -> {
      List<String> seen = new ArrayList<>();
      Ends.Answer answer =
          (stream, request) -> {
            if (request.path().equals("/upload")) {
              try {
                stream.body(OptionalLong.empty()).bytes(100);
              } finally {
                seen.add("ended after " + Moment.now().sinceOrigin().toSeconds());
              }
            }
            Ends.echo(stream, request);
          };
      try (var ends = new Ends(pipe.left(), pipe.right(), answer)) {
        Http2Stream stream = Ends.begin(ends.client, "POST", "/upload", false);
        stream.sink().writeAll(new byte[10]);
        assertThatThrownBy(stream::response).isInstanceOf(StreamResetException.class);
        assertThat(seen).containsExactly("ended after 30");
        assertThat(Ends.get(ends.client, "/").text()).isEqualTo("/");
        stream.finish();
      }
    });
  }

  @Test
  void a_peer_that_takes_nothing_is_given_up() throws Exception {
    inVirtualTime(() -> {
      pipe.narrowedTo(5_000);
      Task<?> server =
          serving((stream, request) -> {
            stream.respond(200, Headers.none(), false);
            stream.sink().writeAll(new byte[1_000_000]);
          });
      Http2Engine client = Http2Engine.client(Http2Limits.DEFAULTS);
      write(client, pipe.left());
      byte[] settings = new byte[1000];
      client.receive(ByteBuffer.wrap(settings, 0, pipe.left().read(settings)));
      client.send(Sent.Request.get(client.nextStream(), "http", "example.org", "/"));
      write(client, pipe.left());
      assertThat(Ends.failure(server))
          .isInstanceOf(IOException.class)
          .hasMessage("waited for the peer to take bytes for PT30S");
      assertThat(Moment.now().sinceOrigin()).isBetween(ofSeconds(30), ofSeconds(33));
    });
  }

  @Test
  void a_peer_that_breaks_a_rule_learns_which() throws Exception {
    inVirtualTime(() -> {
      Task<?> server = serving(Ends::echo);
      byte[] wrong = "GET / HTTP/1.1\r\nhost: example.org\r\n\r\n".getBytes();
      pipe.left().writeAll(wrong);
      assertThat(Ends.failure(server))
          .hasMessageContaining("broke a rule of HTTP/2")
          .satisfies(
              failure -> assertThat(StreamFailureException.isOf(failure, pipe.right())).isTrue());
      byte[] answer = new byte[1000];
      int count = pipe.left().read(answer);
      // SETTINGS first, and then GOAWAY with a text.
      assertThat(new String(answer, 0, count, java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains("preface");
    });
  }

  @Test
  void a_ping_is_answered_and_one_that_is_not_ends_the_connection() throws Exception {
    inVirtualTime(() -> {
      try (var ends = slow(ofSeconds(0))) {
        ends.client.ping();
        ends.client.ping();
        assertThat(ends.client.awaitSettings().maxConcurrentStreams()).isEqualTo(100);
      }
      var deaf = MemoryStreams.of(1000);
      var client = Http2Connection.client(deaf.left(), Http2Limits.DEFAULTS);
      Task<?> run = spawn(() -> client.run(ByteBuffer.allocate(0)));
      Moment before = Moment.now();
      assertThatThrownBy(client::ping)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("waited for an answer to settings or a ping for PT10S");
      assertThat(Moment.now().since(before)).isEqualTo(ofSeconds(10));
      deaf.right().close();
      assertThat(Ends.failure(run)).isInstanceOf(IOException.class);
    });
  }

  @Test
  void a_client_that_resets_its_requests_fast_is_told_to_calm_down() throws Exception {
    inVirtualTime(() -> {
      Task<?> server = serving((stream, request) -> sleep(ofSeconds(100)));
      Http2Engine client = Http2Engine.client(Http2Limits.DEFAULTS);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  requestAndReset(client, Duration.ZERO);
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(Ends.failure(server))
          .hasMessageContaining("frames in a second that bring nothing");
    });
  }

  private void requestAndReset(Http2Engine client, Duration between) throws IOException {
    int id = client.nextStream();
    client.send(Sent.Request.get(id, "http", "example.org", "/"));
    write(client, pipe.left());
    sleep(between);
    client.send(new Sent.Reset(id, ErrorCode.CANCEL));
    write(client, pipe.left());
  }

  @Test
  void handlers_that_clean_up_after_resets_do_not_add_up() throws Exception {
    inVirtualTime(() -> {
      int[] running = new int[2];
      Task<?> server =
          serving((stream, request) -> {
            running[1] = Math.max(running[1], ++running[0]);
            try {
              sleep(ofSeconds(100));
            } finally {
              withoutCancellation(() -> sleep(ofSeconds(5)));
              running[0]--;
            }
          });
      Http2Engine client = Http2Engine.client(Http2Limits.DEFAULTS);
      for (int i = 0; i < 3_000; i++) {
        requestAndReset(client, ofMillis(1));
      }
      assertThat(running[1]).isEqualTo(200);
      pipe.left().close();
      assertThat(Ends.failure(server)).hasMessageContaining("closed");
    });
  }
}
