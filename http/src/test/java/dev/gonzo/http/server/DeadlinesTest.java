package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.Moment;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.sim.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The five deadlines of a connection, in simulated time: a byte per second gains no time. */
class DeadlinesTest {
  private static final ServerOptions OPTIONS =
      ServerOptions.defaults()
          .withHttp1(
              Http1Limits.defaults()
                  .withIdle(ofSeconds(10))
                  .withHead(ofSeconds(20))
                  .withBodyTime(ofSeconds(40))
                  .withWrite(ofSeconds(60))
                  .withKeepAlive(ofSeconds(80))
                  .withProgress(1_000));

  private final List<ExchangeResult.Ending> endings = new ArrayList<>();

  /** What a client does. */
  @FunctionalInterface
  private interface Use {
    void use(RawClient client) throws Exception;
  }

  private void serving(ExchangeHandler handler, Use use) throws Exception {
    Simulation simulation = Simulation.ofSeed(1);
    var observer =
        new ExchangeObserver() {
          @Override
          public void ended(Exchange exchange, ExchangeResult result) {
            endings.add(result.ending());
          }
        };
    simulation.host(
        "server",
        () -> {
          try (var server = HttpServer.listen("0.0.0.0", 8080, OPTIONS.withObserver(observer))) {
            server.serve(handler);
          }
        });
    var ending =
        simulation.run(() -> {
          sleep(ofSeconds(1));
          try (var client = RawClient.connect("server", 8080)) {
            use.use(client);
          }
        });
    var _ = ending.valueOrThrow();
  }

  private static void ok(Exchange exchange) throws IOException {
    exchange.send("ok");
  }

  private static Duration timeOf(Use use, RawClient client) throws Exception {
    Moment before = Moment.now();
    use.use(client);
    return Moment.now().since(before);
  }

  /** Sends a byte per second until the connection ends, and returns what was received. */
  private static String trickle(RawClient client, String bytes) throws IOException {
    for (int i = 0; i < bytes.length(); i++) {
      client.send(bytes.substring(i, i + 1));
      InTime<String> ended = Gonzo.ignoreAfter(ofSeconds(1), client::toEnd);
      if (ended.isPresent()) {
        return ended.get();
      }
    }
    throw new AssertionError("the connection has not ended");
  }

  private static void assertAbout(Duration actual, Duration expected) {
    assertThat(actual).isBetween(expected.minusSeconds(1), expected.plusSeconds(2));
  }

  @Test
  void a_client_that_says_nothing_is_left_after_the_idle_time() throws Exception {
    serving(
        DeadlinesTest::ok,
        client -> {
          Duration time = timeOf(each -> assertThat(each.toEnd()).isEmpty(), client);
          assertAbout(time, ofSeconds(10));
        });
  }

  @Test
  void a_preface_that_trickles_in_is_left_after_the_idle_time() throws Exception {
    serving(
        DeadlinesTest::ok,
        client -> {
          Duration time = timeOf(each -> trickle(each, "PRI * HTTP/2.0\r\n\r\nSM\r\n"), client);
          assertAbout(time, ofSeconds(10));
        });
  }

  @Test
  void a_head_that_trickles_in_is_408() throws Exception {
    serving(
        DeadlinesTest::ok,
        client -> {
          Duration time =
              timeOf(
                  each ->
                      assertThat(trickle(each, "GET / HTTP/1.1\r\nhost: " + "a".repeat(90)))
                          .startsWith("HTTP/1.1 408 Request Timeout\n"),
                  client);
          assertAbout(time, ofSeconds(20));
        });
  }

  @Test
  void the_next_request_may_begin_within_the_keep_alive_time() throws Exception {
    serving(
        DeadlinesTest::ok,
        client -> {
          client.get("/").until("ok");
          sleep(ofSeconds(79));
          client.get("/").until("ok");
          Duration time = timeOf(each -> assertThat(each.toEnd()).isEmpty(), client);
          assertAbout(time, ofSeconds(80));
          assertThat(endings).hasSize(2);
        });
  }

  @Test
  void a_body_that_trickles_in_is_408() throws Exception {
    serving(
        exchange -> exchange.send(exchange.body().text(1_000)),
        client -> {
          client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 500\r\n\r\n");
          Duration time =
              timeOf(
                  each ->
                      assertThat(trickle(each, "a".repeat(500)))
                          .startsWith("HTTP/1.1 408 Request Timeout\n"),
                  client);
          assertAbout(time, ofSeconds(40));
          assertThat(endings).containsExactly(ExchangeResult.Ending.CLIENT_FAILED);
        });
  }

  @Test
  void a_body_has_more_time_with_each_progress() throws Exception {
    serving(
        exchange -> exchange.send(exchange.body().text(10_000).length() + " bytes"),
        client -> {
          client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9000\r\n\r\n");
          for (int i = 0; i < 90; i++) {
            client.send("a".repeat(100));
            sleep(ofSeconds(3));
          }
          assertThat(client.until("bytes")).endsWith("\n\n9000 bytes");
        });
  }

  @Test
  void a_client_is_not_to_blame_for_a_handler_that_does_not_read() throws Exception {
    serving(
        exchange -> {
          sleep(ofSeconds(30));
          int _ = exchange.body().read(new byte[1]);
          sleep(ofSeconds(3_000));
          exchange.send(exchange.body().text(10_000).length() + " bytes");
        },
        client -> {
          client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\na");
          sleep(ofSeconds(30));
          client.send("b");
          sleep(ofSeconds(3_020));
          client.send("c");
          assertThat(client.until("bytes")).endsWith("\n\n2 bytes");
        });
  }

  /** Reads little by little from now on, until the connection ends; returns how long that takes. */
  private static Duration readSlowly(RawClient client, int bytesPerSecond) throws Exception {
    var buffer = new byte[bytesPerSecond];
    return timeOf(
        each -> {
          while (true) {
            try {
              if (each.socket.read(buffer) < 0) {
                return;
              }
            } catch (IOException reset) {
              return;
            }
            sleep(ofSeconds(1));
          }
        },
        client);
  }

  private void awaitEnding() {
    while (endings.isEmpty()) {
      sleep(ofMillis(100));
    }
  }

  @Test
  void a_client_that_takes_nothing_is_left_after_the_write_time() throws Exception {
    serving(
        exchange -> exchange.send(200, new byte[20_000_000]),
        client -> {
          client.get("/");
          Duration time = timeOf(_ -> awaitEnding(), client);
          // What the buffers of both sides take counts as progress, and begins another wait.
          assertThat(time).isBetween(ofSeconds(60), ofSeconds(182));
          assertThat(endings).containsExactly(ExchangeResult.Ending.CLIENT_FAILED);
        });
  }

  @Test
  void a_client_that_takes_a_file_too_slowly_is_left_too() throws Exception {
    serving(
        exchange -> {
          AsyncFiles.write(Path.of("large.bin"), new byte[20_000_000]);
          try (AsyncFile file = AsyncFile.open(Path.of("large.bin"), StandardOpenOption.READ)) {
            exchange.respond(200, OptionalLong.of(20_000_000)).writeFile(file, 0, 20_000_000);
          }
        },
        client -> {
          client.get("/");
          Duration time = timeOf(_ -> awaitEnding(), client);
          assertThat(time).isBetween(ofSeconds(60), ofSeconds(182));
          assertThat(endings).containsExactly(ExchangeResult.Ending.CLIENT_FAILED);
        });
  }

  @Test
  void a_slow_client_that_goes_on_gets_all_of_it() throws Exception {
    serving(
        exchange -> exchange.send(200, new byte[3_000_000]),
        client -> {
          client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
          assertThat(readSlowly(client, 10_000)).isGreaterThan(ofSeconds(290));
          assertThat(endings).containsExactly(ExchangeResult.Ending.COMPLETE);
        });
  }
}
