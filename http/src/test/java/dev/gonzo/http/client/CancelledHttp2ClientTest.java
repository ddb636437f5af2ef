package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Requests over HTTP/2, cancelled wherever they can be: the connection goes on for the others. */
class CancelledHttp2ClientTest {
  private static final ClientOptions OPTIONS =
      ClientOptions.defaults()
          .withDecompression(Decompression.off())
          .withVersions(Versions.HTTP_2_ONLY)
          .withPool(PoolLimits.defaults().withPerHost(2));

  /** Two requests at the same time; one has a body that is written and sent back. */
  private static final class Two implements Scenario {
    private final List<MemoryStreams> opened = new ArrayList<>();
    private final Client client = new Client(OPTIONS, this::dial);
    private int writers;

    private ByteStream dial(String host, int port) {
      Gonzo.checkpoint();
      var streams = MemoryStreams.of(500);
      opened.add(streams);
      var server = Http2Connection.server(streams.right(), Http2Limits.DEFAULTS, Two::answer);
      var _ =
          Gonzo.spawnDaemon(
              "server",
              () -> {
                try (var _ = streams.right()) {
                  server.run(ByteBuffer.allocate(0));
                } catch (IOException gone) {
                  // The client has closed.
                }
              });
      return streams.left();
    }

    private static void answer(Http2Stream stream, Received.Request request) {
      try {
        stream.respond(200, Headers.none(), false);
        BodySink sink = stream.sink();
        var body = stream.body(OptionalLong.empty());
        var buffer = new byte[300];
        sink.write(request.path());
        for (int count; (count = body.read(buffer)) >= 0; ) {
          sink.writeAll(buffer, 0, count);
          sink.flush();
        }
        sink.end();
      } catch (IOException gone) {
        // The client has given up.
      } finally {
        stream.finish();
      }
    }

    @Override
    public void run() {
      Task<?> other =
          spawn(() -> {
            try {
              assertThat(client.text("http://h/other", 100)).isEqualTo("/other");
            } catch (IOException failure) {
              // The server was cancelled.
            }
          });
      Request post =
          Request.post("http://h/post")
              .withBody(sink -> {
                writers++;
                try {
                  for (int i = 0; i < 4; i++) {
                    sink.write("x".repeat(200));
                    sink.flush();
                  }
                } finally {
                  writers--;
                }
              });
      try (Response response = client.send(post)) {
        assertThat(response.body().text(1000)).hasSize(805);
        other.join();
      } catch (IOException failure) {
        // The server, or the task of the connection, was cancelled.
      } finally {
        other.cancel();
      }
    }

    /** A server whose writer was cancelled answers no more; that is found out once. */
    private String checked() throws IOException {
      try {
        return client.text("http://h/check", 100);
      } catch (SocketTimeoutException silent) {
        return client.text("http://h/check", 100);
      }
    }

    @Override
    public void check() throws IOException {
      assertThat(writers).isZero();
      assertThat(checked()).isEqualTo("/check");
      client.close();
      assertThat(client).hasToString("Client[0 connections, 0 of them idle]");
      assertThat(opened).allMatch(each -> each.left().isClosed());
    }
  }

  @Test
  void requests_that_are_cancelled_anywhere_leave_a_client_that_works() {
    int runs = CancelEverywhere.on(VirtualTime::kernel).check(Two::new);
    assertThat(runs).isGreaterThan(100);
  }
}
