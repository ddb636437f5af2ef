package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.connection.NotProcessedException;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that stops while requests of HTTP/2 are answered. */
@Tag("realTime")
class Http2ShutdownTest {
  private static Http2Stream get(Http2Connection connection, String path) throws IOException {
    return connection.request("GET", "http", "a", path, Optional.empty(), Headers.none(), true);
  }

  private static String text(Http2Stream stream) throws IOException {
    assertThat(stream.response().status()).isEqualTo(200);
    return stream.body(OptionalLong.empty()).text(1_000_000);
  }

  private static Task<?> running(Http2Connection connection) {
    return spawn(() -> connection.run(ByteBuffer.allocate(0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void what_has_begun_is_answered_and_idle_connections_end_at_once(String kernel) throws Exception {
    run(
        Kernels.of(kernel),
        () -> {
          var begun = Event.of();
          var goOn = Event.of();
          ExchangeHandler handler =
              exchange -> {
                if (exchange.path().equals("/slow")) {
                  begun.set();
                  goOn.await();
                }
                exchange.send("x".repeat(100_000));
              };
          var options = ServerOptions.defaults().withGrace(ofSeconds(50));
          try (HttpServer server = HttpServer.listen("127.0.0.1", 0, options);
              Socket busySocket = Tcp.connect("127.0.0.1", server.localAddress().getPort());
              Socket idleSocket = Tcp.connect("127.0.0.1", server.localAddress().getPort())) {
            Task<?> serving = spawn(() -> server.serve(handler));
            var busy = Http2Connection.client(busySocket, Http2Limits.DEFAULTS);
            Task<?> busyRun = running(busy);
            var idle = Http2Connection.client(idleSocket, Http2Limits.DEFAULTS);
            Task<?> idleRun = running(idle);
            Http2Stream first = get(idle, "/");
            assertThat(text(first)).hasSize(100_000);
            first.finish();
            Http2Stream slow = get(busy, "/slow");
            begun.await();
            Moment before = Moment.now();
            server.close();
            idleRun.join();
            while (busy.isUsable()) {
              busy.ping();
            }
            assertThatThrownBy(() -> get(busy, "/late")).isInstanceOf(NotProcessedException.class);
            goOn.set();
            assertThat(text(slow)).hasSize(100_000);
            slow.finish();
            busyRun.join();
            serving.join();
            assertThat(Moment.now().since(before)).isLessThan(ofSeconds(40));
          }
        });
  }
}
