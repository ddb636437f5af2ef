package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.testing.LogCapture;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that leave at any step, and cancellations that arrive at any: nothing is left behind. */
@Tag("realTime")
class LeaksTest {
  private static final String REQUESTS =
      "GET /a HTTP/1.1\r\nhost: a\r\n\r\n"
          + "POST /b HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\nexpect: 100-continue\r\n"
          + "\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n"
          + "POST /c HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello";

  private static void answer(Exchange exchange) throws Exception {
    switch (exchange.path()) {
      case "/a" -> exchange.send("a");
      case "/b" -> {
        exchange.inform(103, Headers.none());
        var body = exchange.respond(200);
        body.write(exchange.body().text(100));
        body.flush();
        sleep(ofMillis(5));
        body.writeAll(new byte[20_000]);
      }
      default -> exchange.send(200, new byte[30_000]);
    }
  }

  /** Counts what has begun and not ended. */
  private static final class Balance implements ExchangeObserver {
    private int connections;
    private int exchanges;
    private int seen;

    @Override
    public void connected(SocketAddress peer) {
      connections++;
      seen++;
    }

    @Override
    public void disconnected(SocketAddress peer) {
      connections--;
    }

    @Override
    public void began(Exchange exchange) {
      exchanges++;
    }

    @Override
    public void ended(Exchange exchange, ExchangeResult result) {
      exchanges--;
    }

    void awaitZero() {
      while (connections > 0) {
        sleep(ofMillis(5));
      }
      assertThat(exchanges).isZero();
    }
  }

  @Test
  void a_connection_that_is_cancelled_anywhere_leaves_nothing_open() {
    int runs =
        CancelEverywhere.on(VirtualTime::kernel)
            .check(() ->
                new Scenario() {
                  private final MemoryStreams pipe = MemoryStreams.of(5_000).narrowedTo(3_000);
                  private final Balance balance = new Balance();

                  @Override
                  public void run() throws IOException {
                    Task<?> server = spawn(() -> serve(pipe, balance));
                    Task<?> writer =
                        spawn(() -> pipe.right().writeAll(REQUESTS.getBytes(ISO_8859_1)));
                    try (var client = pipe.right()) {
                      var buffer = new byte[4_000];
                      for (int left = 50_000; left > 0; ) {
                        int count = client.read(buffer, 0, buffer.length);
                        left -= count < 0 ? left : count;
                      }
                    } finally {
                      writer.cancel();
                      server.cancel();
                    }
                  }

                  @Override
                  public void check() {
                    assertThat(pipe.left().isClosed()).isTrue();
                    assertThat(balance.exchanges).isZero();
                  }
                });
    assertThat(runs).isGreaterThan(100);
  }

  private static void serve(MemoryStreams pipe, ExchangeObserver observer) throws IOException {
    var options = ServerOptions.defaults().withObserver(observer);
    var runner = new ExchangeRunner(LeaksTest::answer, new ServerObservers(options.observers()));
    try (var stream = pipe.left()) {
      var peer = InetSocketAddress.createUnresolved("client", 1);
      new Http1ServerConnection(
              new Transport(stream, peer, Optional.empty()), options, runner, new DateField())
          .run(ByteBuffer.wrap(new byte[100], 0, 0));
    } catch (IOException gone) {
      // The client was cancelled.
    }
  }

  private static void reset(RawClient client) throws IOException {
    client.socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.close();
  }

  @ParameterizedTest
  @MethodSource(Network.ALL)
  void clients_that_reset_at_any_step_leave_no_task_and_no_descriptor(Network network)
      throws Exception {
    var balance = new Balance();
    try (var log = LogCapture.open()) {
      network.serving(
          ServerOptions.defaults().withObserver(balance),
          LeaksTest::answer,
          (host, port) -> {
            for (int sent = 0; sent <= REQUESTS.length(); sent++) {
              RawClient client = RawClient.connect(host, port);
              client.send(REQUESTS.substring(0, sent));
              if (sent % 3 == 0) {
                sleep(ofMillis(1 + sent % 10));
              }
              reset(client);
            }
            balance.awaitZero();
            for (int received = 1; received < 50_000; received += 997) {
              RawClient client = RawClient.connect(host, port);
              client.send(REQUESTS);
              client.skip(received);
              reset(client);
            }
            balance.awaitZero();
          });
      assertThat(log.records())
          .noneMatch(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue());
    }
    assertThat(balance.seen).isGreaterThan(200);
  }
}
