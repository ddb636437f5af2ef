package dev.gonzo.http.connection;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.sync.Event;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How streams end before their messages do, and that others go on. */
class StreamEndsTest {
  private static final int MEGABYTE = 1_000_000;

  private final MemoryStreams pipe = MemoryStreams.of(10_000);

  private Ends ends(Ends.Answer answer) {
    return new Ends(pipe.left(), pipe.right(), answer);
  }

  private static void requireUnharmed(Ends ends) throws IOException {
    assertThat(Ends.get(ends.client, "/still").text()).isEqualTo("/still");
    sleep(ofMillis(1)); // virtual time: both have done what they can
    assertThat(ends.client.openStreams()).as(ends.client.engine::toString).isZero();
    assertThat(ends.server.openStreams()).as(ends.server.engine::toString).isZero();
  }

  @Test
  void a_client_that_gives_up_cancels_the_handler_with_the_reason() throws Exception {
    inVirtualTime(() -> {
      List<String> reasons = new ArrayList<>();
      Ends.Answer answer =
          (stream, request) -> {
            if (!request.path().equals("/slow")) {
              Ends.echo(stream, request);
              return;
            }
            try {
              sleep(ofSeconds(5));
            } catch (Cancelled cancelled) {
              reasons.add(cancelled.reason());
              throw cancelled;
            }
          };
      try (var ends = ends(answer)) {
        Http2Stream stream = Ends.begin(ends.client, "GET", "/slow", true);
        sleep(ofSeconds(1));
        stream.finish();
        sleep(ofMillis(1));
        assertThat(reasons).containsExactly("the peer has reset the stream: CANCEL");
        requireUnharmed(ends);
      }
    });
  }

  @Test
  void a_request_that_is_given_up_before_its_task_runs_is_not_handled() throws Exception {
    inVirtualTime(() -> {
      List<String> handled = new ArrayList<>();
      Ends.Answer answer =
          (stream, request) -> {
            handled.add(request.path());
            Ends.echo(stream, request);
          };
      try (var ends = ends(answer)) {
        Ends.begin(ends.client, "GET", "/never", true).finish();
        requireUnharmed(ends);
        assertThat(handled).containsExactly("/still");
      }
    });
  }

  @Test
  void a_handler_that_returns_without_an_end_or_fails_is_an_error_for_the_client()
      throws Exception {
    inVirtualTime(() -> {
      Ends.Answer answer =
          (stream, request) -> {
            switch (request.path()) {
              case "/nothing" -> {}
              case "/half" -> {
                stream.respond(200, Headers.of("content-length", "10"), false);
                stream.sink().write("half");
              }
              case "/fails" -> throw new IOException("a file is missing");
              default -> Ends.echo(stream, request);
            }
          };
      try (var ends = ends(answer)) {
        requireReset(ends, "/nothing", ErrorCode.CANCEL);
        requireReset(ends, "/half", ErrorCode.CANCEL);
        requireReset(ends, "/fails", ErrorCode.INTERNAL_ERROR);
        requireUnharmed(ends);
      }
    });
  }

  private void requireReset(Ends ends, String path, ErrorCode error) {
    assertThatThrownBy(() -> Ends.get(ends.client, path))
        .isInstanceOfSatisfying(
            StreamResetException.class,
            reset -> {
              assertThat(reset.error()).isEqualTo(error);
              assertThat(StreamFailureException.isOf(reset, pipe.left())).isTrue();
            });
  }

  @Test
  void a_server_that_answers_early_gets_no_more_of_the_request() throws Exception {
    inVirtualTime(() -> {
      Ends.Answer answer =
          (stream, request) -> {
            if (request.path().equals("/early")) {
              stream.respond(413, Headers.none(), false);
              var sink = stream.sink();
              sink.writeAll(new byte[200_000]);
              sink.end();
            } else {
              Ends.echo(stream, request);
            }
          };
      try (var ends = ends(answer)) {
        Http2Stream stream = Ends.begin(ends.client, "POST", "/early", false);
        Task<?> writer = spawn(() -> stream.sink().writeAll(new byte[10 * MEGABYTE]));
        Ends.Response response = Ends.response(stream);
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.body()).hasSize(200_000);
        assertThatThrownBy(writer::join)
            .hasCauseInstanceOf(StreamResetException.class)
            .hasMessageContaining("NO_ERROR");
        stream.finish();
        requireUnharmed(ends);
        assertThat(pipe.left().written()).as("bytes of the client").isLessThan(500_000);
      }
    });
  }

  @Test
  void a_reader_that_stops_holds_up_its_own_stream_only() throws Exception {
    inVirtualTime(() -> {
      var written = new long[1];
      Ends.Answer answer =
          (stream, request) -> {
            if (request.path().equals("/large")) {
              stream.respond(200, Headers.none(), false);
              var sink = stream.sink();
              for (int i = 0; i < 1000; i++) {
                sink.writeAll(new byte[10_000]);
                written[0] += 10_000;
              }
              sink.end();
            } else {
              Ends.echo(stream, request);
            }
          };
      try (var ends = ends(answer)) {
        Http2Stream stream = Ends.begin(ends.client, "GET", "/large", true);
        stream.response();
        byte[] body = new byte[2 * MEGABYTE];
        Arrays.fill(body, (byte) 7);
        assertThat(Ends.post(ends.client, "/other", body).body()).isEqualTo(body);
        // The window, what may wait, and a frame or two.
        assertThat(written[0]).isBetween(100_000L, 200_000L);
        assertThat(stream.body(OptionalLong.empty()).bytes(20 * MEGABYTE)).hasSize(10 * MEGABYTE);
        stream.finish();
        requireUnharmed(ends);
      }
    });
  }

  @Test
  void a_body_of_which_a_part_was_taken_is_cut_short_by_a_cancellation_and_one_is_not()
      throws Exception {
    inVirtualTime(() -> {
      List<String> ends = new ArrayList<>();
      Ends.Answer answer =
          (stream, request) -> {
            if (request.path().equals("/still")) {
              Ends.echo(stream, request);
              return;
            }
            try {
              sleep(ofSeconds(5));
              ends.add("read " + stream.body(OptionalLong.empty()).bytes(MEGABYTE).length);
              stream.respond(200, Headers.none(), true);
            } catch (Cancelled cancelled) {
              ends.add(cancelled.reason());
              throw cancelled;
            }
          };
      try (var both = ends(answer)) {
        Http2Stream whole = Ends.begin(both.client, "POST", "/whole", false);
        BodySink sink = whole.sink();
        // The window is full, and so is what may wait.
        sink.writeAll(new byte[65_535 + 65_536 + 16_384]);
        assertThat(ignoreAfter(ofSeconds(1), () -> sink.writeAll(new byte[1_000]))).isFalse();
        sink.writeAll(new byte[1_000]);
        sink.end();
        assertThat(whole.response().status()).isEqualTo(200);
        whole.finish();
        Http2Stream cut = Ends.begin(both.client, "POST", "/cut", false);
        BodySink half = cut.sink();
        assertThat(ignoreAfter(ofSeconds(1), () -> half.writeAll(new byte[MEGABYTE]))).isFalse();
        assertThatThrownBy(() -> half.write("more")).hasMessageContaining("given up the stream");
        cut.finish();
        requireUnharmed(both);
      }
      assertThat(ends).containsExactly("read 148455", "the peer has reset the stream: CANCEL");
    });
  }

  @Test
  void a_response_that_is_not_read_is_given_up_and_its_window_comes_back() throws Exception {
    inVirtualTime(() -> {
      Ends.Answer answer =
          (stream, request) -> {
            if (request.path().equals("/still")) {
              Ends.echo(stream, request);
              return;
            }
            stream.respond(200, Headers.none(), false);
            var sink = stream.sink();
            sink.writeAll(new byte[60_000]);
            sink.end();
          };
      try (var ends = ends(answer)) {
        // More than the window of the connection, together.
        for (int i = 0; i < 50; i++) {
          Http2Stream stream = Ends.begin(ends.client, "GET", "/unread", true);
          stream.response();
          if (i % 2 == 0) {
            sleep(ofSeconds(1));
          }
          stream.finish();
        }
        requireUnharmed(ends);
      }
    });
  }

  @Test
  void a_broken_connection_fails_all_that_read_and_write() throws Exception {
    inVirtualTime(() -> {
      List<Throwable> seen = new ArrayList<>();
      try (var ends = ends((stream, request) -> sleep(ofSeconds(1000)))) {
        Http2Stream reading = Ends.begin(ends.client, "GET", "/a", true);
        Http2Stream writing = Ends.begin(ends.client, "POST", "/b", false);
        List<Task<?>> tasks =
            List.of(
                spawn(() -> catching(seen, reading::response)),
                spawn(() -> catching(seen, () -> writing.sink().writeAll(new byte[MEGABYTE]))),
                spawn(() -> catching(seen, () -> writing.response())));
        sleep(ofSeconds(1));
        pipe.left().close();
        for (Task<?> task : tasks) {
          task.join();
        }
        assertThat(seen)
            .hasSize(3)
            .allSatisfy(
                failure -> assertThat(StreamFailureException.isOf(failure, pipe.left())).isTrue());
        assertThat(seen.stream().distinct()).hasSize(3);
        assertThat(Ends.failure(ends.clientRun)).isInstanceOf(IOException.class);
        assertThat(ends.client.isUsable()).isFalse();
        assertThatThrownBy(() -> Ends.get(ends.client, "/c"))
            .isInstanceOf(NotProcessedException.class);
      }
    });
  }

  @FunctionalInterface
  private interface Failing {
    void run() throws IOException;
  }

  private static void catching(List<Throwable> seen, Failing code) {
    try {
      code.run();
    } catch (IOException failure) {
      seen.add(failure);
    }
  }

  /** One upload is cancelled anywhere, while another goes on. */
  private static final class Upload implements CancelEverywhere.Scenario {
    private static final byte[] OTHER = new byte[150_000];
    private final MemoryStreams pipe = MemoryStreams.of(10_000);
    private final Ends ends = new Ends(pipe.left(), pipe.right(), Ends::echo);
    private final Event begun = Event.of();
    private final Task<Ends.Response> other;

    Upload() {
      Arrays.fill(OTHER, (byte) 3);
      other =
          spawn(() -> {
            begun.await();
            return Ends.post(ends.client, "/other", OTHER);
          });
    }

    @Override
    public void run() throws IOException {
      begun.set();
      Http2Stream stream = Ends.begin(ends.client, "POST", "/", false);
      Task<?> writer = null;
      try {
        writer =
            spawn(() -> {
              try {
                var sink = stream.sink();
                sink.writeAll(new byte[100_000]);
                sink.end(Headers.of("x-sum", "1"));
              } catch (Cancelled cancelled) {
                // A write that has taken nothing leaves the stream as it was.
                stream.reset(ErrorCode.CANCEL);
                throw cancelled;
              }
            });
        Received.Response _ = stream.response();
        var body = stream.body(OptionalLong.empty());
        assertThat(body.bytes(MEGABYTE)).hasSize(100_000);
        writer.join();
      } catch (StreamResetException cutShort) {
        assertThat(cutShort.error()).isEqualTo(ErrorCode.CANCEL);
      } catch (IOException cutShort) {
        // The other task of this stream was cancelled, half way.
        assertThat(cutShort).hasMessageContaining("given up");
      } finally {
        stream.finish();
        if (writer != null) {
          writer.cancel();
        }
      }
    }

    @Override
    public void check() throws Exception {
      begun.set();
      assertThat(other.join().body()).isEqualTo(OTHER);
      requireUnharmed(ends);
      ends.client.drain();
      assertThat(Ends.failure(ends.clientRun)).isNull();
      assertThat(Ends.failure(ends.serverRun)).isNull();
    }
  }

  @Test
  void a_task_of_a_stream_that_is_cancelled_anywhere_harms_no_other() {
    int runs = CancelEverywhere.on(VirtualTime::kernel).check(Upload::new);
    assertThat(runs).isGreaterThan(60);
  }
}
