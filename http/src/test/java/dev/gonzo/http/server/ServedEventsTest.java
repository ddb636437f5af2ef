package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.http.engine.sse.ServerSentEvent;
import dev.gonzo.http.message.EventStream;
import dev.gonzo.kernel.Kernels;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Server-sent events over HTTP/1.1, also on networks that split what is sent. */
@Tag("realTime")
@ParameterizedClass
@MethodSource(Network.ALL)
record ServedEventsTest(Network network) {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nhost: a\r\nlast-event-id: 3\r\nconnection: close\r\n\r\n";

  @Test
  void events_go_from_the_last_id_to_the_end() throws Exception {
    network.serving(
        exchange -> {
          int next = exchange.lastEventId().map(Integer::parseInt).orElse(0);
          try (EventWriter events = exchange.events()) {
            while (next < 200) {
              next++;
              events.send(ServerSentEvent.of("line " + next).withId("" + next));
            }
          }
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send(REQUEST.replace("HTTP/1.1", "HTTP/1.0"));
            assertThat(client.until("\r\n\r\n")).contains("content-type: text/event-stream");
            var received = new ArrayList<ServerSentEvent>();
            // What came behind the head is read first.
            var rest = client.rest();
            var stream =
                EventStream.of(
                    new dev.gonzo.stream.ByteSource() {
                      private int at;

                      @Override
                      public int read(byte[] buffer, int offset, int length)
                          throws java.io.IOException {
                        if (at < rest.length) {
                          dev.gonzo.Gonzo.checkpoint();
                          int count = Math.min(length, rest.length - at);
                          System.arraycopy(rest, at, buffer, offset, count);
                          at += count;
                          return count;
                        }
                        return client.socket.read(buffer, offset, length);
                      }
                    });
            for (ServerSentEvent event : stream) {
              received.add(event);
            }
            assertThat(received).hasSize(197);
            assertThat(received.getFirst())
                .isEqualTo(new ServerSentEvent("message", "line 4", "4"));
            assertThat(stream.lastEventId()).isEqualTo("200");
          }
        });
  }

  @Test
  void a_client_that_goes_away_is_noticed_by_keep_alive() throws Exception {
    var reasons = new ArrayList<String>();
    network.serving(
        exchange -> {
          try (EventWriter events = exchange.events()) {
            events.keepAlive(ofMillis(50));
            sleep(ofDays(1));
          } catch (Cancelled gone) {
            reasons.add(gone.reason());
            throw gone;
          }
        },
        (host, port) -> {
          try (var client = RawClient.connect(host, port)) {
            client.send(REQUEST);
            client.until("text/event-stream");
          }
          boolean _ =
              ignoreAfter(
                  ofSeconds(30),
                  () -> {
                    while (reasons.isEmpty()) {
                      sleep(ofMillis(10));
                    }
                  });
          assertThat(reasons).hasSize(1);
          assertThat(reasons.getFirst()).startsWith("the client has gone");
        });
  }

  @Test
  void a_handler_that_is_idle_ends_when_the_server_stops() throws Exception {
    if (!(network instanceof Network.Loopback loopback)) {
      return;
    }
    run(
        Kernels.of(loopback.kernel()),
        () -> {
          var options = ServerOptions.defaults().withGrace(ofSeconds(50));
          try (HttpServer server = HttpServer.listen("127.0.0.1", 0, options);
              var client = RawClient.connect("127.0.0.1", server.localAddress().getPort())) {
            Task<?> serving =
                spawn(() ->
                    server.serve(exchange -> {
                      try (EventWriter events = exchange.events()) {
                        events.send("first");
                        idle(() -> sleep(ofDays(1)));
                      }
                    }));
            client.send(REQUEST);
            client.until("data: first\n");
            Moment begin = Moment.now();
            server.close();
            serving.join();
            assertThat(Moment.now().since(begin)).isLessThan(ofSeconds(40));
            assertThat(client.toEnd()).contains("0\n\n");
          }
        });
  }
}
