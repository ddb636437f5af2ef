package dev.gonzo.http.client;

import static dev.gonzo.http.client.ClientTest.on;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.http.Http;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.engine.sse.ServerSentEvent;
import dev.gonzo.http.server.EventWriter;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events of a server, with connections that end. */
class EventSourceTest {
  private static final String OK =
      "HTTP/1.1 200 OK\r\ncontent-type: Text/Event-Stream; charset=utf-8\r\n"
          + "transfer-encoding: chunked\r\n\r\n";

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  @Test
  void it_connects_again_with_the_last_id_until_the_server_says_204() throws Exception {
    List<String> heads = new ArrayList<>();
    on(
        ClientOptions.defaults(),
        peer -> {
          for (String head; !(head = peer.head()).isEmpty(); ) {
            heads.add(head);
            switch (heads.size()) {
              case 1 -> {
                peer.say(OK + chunk("retry: 1\nid: a\ndata: one\n\ndata: lost"));
                peer.say("0\r\n\r\n");
              }
              case 2 -> {
                // Cut short, and then there is no answer at all.
                peer.say(OK + chunk("id: b\ndata: two\n\n"));
                return;
              }
              case 3 -> {
                return;
              }
              case 4 -> {
                peer.say(OK + chunk("data: three\n\n"));
                peer.say("0\r\n\r\n");
              }
              default -> peer.say("HTTP/1.1 204 No Content\r\n\r\n");
            }
          }
        },
        (client, server) -> {
          List<String> seen = new ArrayList<>();
          try (EventSource events = client.events(server.uri("/"))) {
            for (ServerSentEvent event : events) {
              seen.add(event.data());
            }
            assertThat(events.receive()).isEmpty();
            assertThat(events.lastEventId()).isEqualTo("b");
          }
          assertThat(seen).containsExactly("one", "two", "three");
          assertThat(heads).hasSize(5);
          assertThat(heads.get(0))
              .contains("accept: text/event-stream\r\n")
              .doesNotContain("last-event-id")
              .doesNotContain("accept-encoding");
          assertThat(heads.get(1)).contains("last-event-id: a\r\n");
          assertThat(heads.get(2)).contains("last-event-id: b\r\n");
          assertThat(heads.get(4)).contains("last-event-id: b\r\n");
        });
  }

  @Tag("realTime")
  @Test
  void a_quiet_stream_is_no_slow_body() throws Exception {
    on(
        ClientOptions.defaults()
            .withTimeout(ofMillis(40))
            .withHttp1(Http1Limits.defaults().withBodyTime(ofMillis(20))),
        peer -> {
          if (peer.head().contains("/quiet")) {
            peer.say(OK + chunk("data: one\n\n"));
            Gonzo.sleep(ofMillis(100));
            peer.say(chunk("data: two\n\n"));
          }
          String _ = peer.head();
        },
        (client, server) -> {
          try (EventSource events = client.events(server.uri("/quiet"))) {
            assertThat(events.receive().orElseThrow().data()).isEqualTo("one");
            assertThat(events.receive().orElseThrow().data()).isEqualTo("two");
          }
          assertThat(client.toString()).contains("0 connections");
        });
  }

  @Test
  void what_is_no_stream_of_events_is_an_error() throws Exception {
    on(
        ClientOptions.defaults(),
        peer -> {
          String head = peer.head();
          if (head.contains("/closed")) {
            return;
          }
          peer.say(
              head.contains("/500")
                  ? "HTTP/1.1 500 Bad\r\ncontent-length: 0\r\n\r\n"
                  : "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n");
        },
        (client, server) -> {
          for (String path : List.of("/500", "/html")) {
            try (EventSource events = client.events(server.uri(path))) {
              assertThatThrownBy(events::receive).isInstanceOf(BadStatusException.class);
              assertThat(events.receive()).isEmpty();
            }
          }
          try (EventSource events = client.events(server.uri("/closed"))) {
            assertThatThrownBy(events::receive)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(BadStatusException.class);
          }
        });
  }

  @Test
  void events_of_our_own_server_go_on_where_they_were() throws Exception {
    Gonzo.run(() -> {
      try (HttpServer server = HttpServer.listen("127.0.0.1", 0, ServerOptions.defaults())) {
        Task<?> serving =
            Gonzo.spawn(() ->
                server.serve(exchange -> {
                  int from = exchange.lastEventId().map(Integer::parseInt).orElse(0);
                  if (from == 6) {
                    exchange.send(204, "");
                    return;
                  }
                  EventWriter events = exchange.events();
                  events.retry(ofMillis(1));
                  for (int i = from + 1; i <= from + 2; i++) {
                    events.send(new ServerSentEvent("count", "line\n" + i, "" + i));
                  }
                }));
        String uri = "http://127.0.0.1:" + server.localAddress().getPort() + "/";
        try (Client client = Http.client();
            EventSource events = client.events(uri)) {
          int number = 0;
          for (ServerSentEvent event : events) {
            assertThat(event)
                .isEqualTo(new ServerSentEvent("count", "line\n" + ++number, "" + number));
          }
          assertThat(number).isEqualTo(6);
        }
        serving.cancel();
      }
    });
  }

  @Test
  void the_wait_doubles_with_each_failure_up_to_a_minute() {
    assertThat(EventSource.wait(ofSeconds(3), 0)).isEqualTo(ofSeconds(3));
    assertThat(EventSource.wait(ofSeconds(3), 1)).isEqualTo(ofSeconds(3));
    assertThat(EventSource.wait(ofSeconds(3), 3)).isEqualTo(ofSeconds(12));
    assertThat(EventSource.wait(ofSeconds(3), 1000)).isEqualTo(Duration.ofMinutes(1));
    assertThat(EventSource.wait(Duration.ofHours(1), 1000)).isEqualTo(Duration.ofHours(1));
    assertThat(EventSource.wait(Duration.ZERO, 1000)).isZero();
  }
}
