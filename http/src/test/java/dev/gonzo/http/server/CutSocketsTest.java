package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketException;
import dev.gonzo.sim.NetworkConditions;
import dev.gonzo.sim.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** WebSockets whose connections are cut at any place: both ends notice, and messages stay whole. */
class CutSocketsTest {
  private static final int SEEDS = 25;

  private static String message(int number) {
    return ("message " + number + " ").repeat(1 + number % 50);
  }

  /** What both ends have seen. */
  private static final class Seen {
    final List<String> back = new ArrayList<>();
    final List<Object> serverEnds = new ArrayList<>();
    boolean isCut;
  }

  private static Seen talk(long seed) {
    var seen = new Seen();
    Simulation simulation = Simulation.ofSeed(seed);
    simulation
        .network()
        .conditions(
            NetworkConditions.good()
                .withResets(0.002)
                .withSplitting(0.5)
                .withDelays(ofMillis(1), ofMillis(50)));
    simulation.host(
        "server",
        () -> {
          try (HttpServer server = HttpServer.listen("0.0.0.0", 8080, ServerOptions.defaults())) {
            server.serve(exchange -> echo(exchange, seen));
          }
        });
    var _ =
        simulation
            .run(() -> {
              sleep(ofSeconds(1));
              connectAndTalk(seen);
              // A server that does not notice by itself asks.
              sleep(ofSeconds(100));
            })
            .valueOrThrow();
    return seen;
  }

  private static void echo(Exchange exchange, Seen seen) throws Exception {
    var options = ServedSocketsTest.OPTIONS.withKeepAlive(ofSeconds(10));
    try (WebSocket socket = exchange.webSocket(options)) {
      for (Message message : socket.messages()) {
        socket.send(message.text());
      }
      seen.serverEnds.add("normal");
    } catch (UncheckedIOException lost) {
      seen.serverEnds.add(((WebSocketException) lost.getCause()).code());
    } catch (WebSocketException lost) {
      seen.serverEnds.add(lost.code());
    }
  }

  private static void connectAndTalk(Seen seen) {
    try (WebSocket socket = ServedSocketsTest.connect("server", 8080)) {
      Task<?> sender =
          spawn(() -> {
            for (int i = 0; i < 100; i++) {
              try {
                socket.send(message(i));
              } catch (WebSocketException cut) {
                assertThat(cut.code()).isEqualTo(1006);
                return;
              }
            }
          });
      try {
        for (int i = 0; i < 100; i++) {
          seen.back.add(socket.receive().orElseThrow().text());
        }
      } finally {
        sender.cancel();
      }
    } catch (IOException cut) {
      seen.isCut = true;
    }
  }

  @Test
  void both_ends_notice_and_messages_stay_whole() {
    int cuts = 0;
    int ends = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Seen seen = talk(seed);
      for (int i = 0; i < seen.back.size(); i++) {
        assertThat(seen.back.get(i)).as("seed %d", seed).isEqualTo(message(i));
      }
      assertThat(seen.isCut || seen.back.size() == 100).as("seed %d", seed).isTrue();
      assertThat(seen.serverEnds).as("seed %d", seed).hasSizeLessThan(2);
      cuts += seen.isCut ? 1 : 0;
      ends += seen.serverEnds.size();
      if (!seen.back.isEmpty()) {
        assertThat(seen.serverEnds).as("seed %d", seed).hasSize(1).first().isIn(1006, "normal");
      }
    }
    assertThat(cuts).as("connections that were cut").isBetween(5, SEEDS - 5);
    assertThat(ends).isGreaterThan(SEEDS / 2);
  }
}
