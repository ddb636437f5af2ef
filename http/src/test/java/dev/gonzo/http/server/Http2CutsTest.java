package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.http.connection.Http2Connection;
import dev.gonzo.http.connection.Http2Stream;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.Simulation;
import dev.gonzo.stream.StreamFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are cut at any time: each request has its response, or fails and says why. */
class Http2CutsTest {
  private static final int REQUESTS = 10;

  private int answered;
  private int failed;
  private int running;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void a_request_is_answered_or_fails_when_the_server_crashes(long seed) {
    var random = new Random(seed);
    Simulation simulation = Simulation.ofSeed(seed);
    Host server =
        simulation.host(
            "server",
            () -> {
              try (var listening = HttpServer.listen("0.0.0.0", 8080, ServerOptions.defaults())) {
                listening.serve(Http2CutsTest::echo);
              }
            });
    simulation
        .run(() -> {
          sleep(ofSeconds(1));
          try (Socket socket = Tcp.connect("server", 8080)) {
            var connection = Http2Connection.client(socket, Http2Limits.DEFAULTS);
            Task<?> run = spawn(() -> running(connection));
            List<Task<?>> requests = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
              byte[] body = new byte[random.nextInt(200_000)];
              Arrays.fill(body, (byte) i);
              requests.add(spawn(() -> request(connection, socket, body)));
            }
            sleep(ofMillis(random.nextInt(30)));
            server.crash();
            for (Task<?> each : requests) {
              each.join();
            }
            run.join();
          }
        })
        .<RuntimeException>valueOrThrow();
    assertThat(answered + failed).isEqualTo(REQUESTS);
    assertThat(running).isZero();
  }

  private static void echo(Exchange exchange) throws Exception {
    BodySink sink = exchange.respond(200);
    byte[] some = new byte[3_000];
    for (int count; (count = exchange.body().read(some)) >= 0; ) {
      sink.writeAll(some, 0, count);
    }
  }

  private void running(Http2Connection connection) {
    running++;
    try {
      connection.run(ByteBuffer.allocate(0));
    } catch (IOException failure) {
      assertThat(failure.getMessage()).containsAnyOf("the peer", "waited for");
    } finally {
      running--;
    }
  }

  private void request(Http2Connection connection, Socket socket, byte[] body) {
    try {
      Http2Stream stream =
          connection.request("PUT", "http", "a", "/", Optional.empty(), Headers.none(), false);
      Task<?> writer =
          spawn(() -> {
            BodySink sink = stream.sink();
            try {
              sink.writeAll(body);
              sink.end();
            } catch (IOException cut) {
              assertThat(StreamFailureException.isOf(cut, socket)).isTrue();
            }
          });
      try {
        Received.Response head = stream.response();
        assertThat(head.status()).isEqualTo(200);
        assertThat(stream.body(OptionalLong.empty()).bytes(1_000_000)).isEqualTo(body);
        answered++;
      } finally {
        stream.finish();
        writer.join();
      }
    } catch (IOException cut) {
      failed++;
    }
  }
}
