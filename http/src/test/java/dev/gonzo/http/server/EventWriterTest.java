package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.http.engine.sse.ServerSentEvent;
import dev.gonzo.http.message.EventStream;
import dev.gonzo.testing.MemoryStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventWriterTest {
  @Test
  void events_are_sent_and_flushed_one_by_one() throws Exception {
    inVirtualTime(() -> {
      var request = new Recorded("GET", "/", "last-event-id", "\u00c3\u00bc7");
      request.answeredBy(exchange -> {
        assertThat(exchange.lastEventId()).hasValue("ü7");
        try (EventWriter events = exchange.events()) {
          assertThat(request.flushes).as("the head is sent at once").isEqualTo(1);
          events.retry(ofSeconds(2));
          events.send("one\ntwo");
          events.comment("still here");
          events.send(new ServerSentEvent("price", "17", "42"));
          assertThat(request.flushes).isEqualTo(5);
        }
      });
      assertThat(request.field("content-type")).isEqualTo("text/event-stream");
      assertThat(request.field("cache-control")).isEqualTo("no-store");
      assertThat(request.text())
          .isEqualTo(
              """
              retry: 2000

              data: one
              data: two

              : still here

              event: price
              id: 42
              data: 17

              """);
      assertThat(request.hasEnded).isTrue();
    });
  }

  @Test
  void a_quiet_stream_is_kept_alive() throws Exception {
    inVirtualTime(() -> {
      var request = new Recorded("GET", "/");
      request.answeredBy(exchange -> {
        try (EventWriter events = exchange.events()) {
          events.keepAlive(ofSeconds(15));
          for (int i = 0; i < 5; i++) {
            sleep(ofSeconds(10));
            events.send("busy");
          }
          assertThat(request.text()).doesNotContain(":\n").doesNotContain(": \n");
          sleep(ofSeconds(100));
        }
      });
      assertThat(request.text().split(": \n\n", -1).length - 1).isBetween(5, 7);
      sleep(ofDays(1));
    });
  }

  @Test
  void the_handler_is_cancelled_when_keep_alive_finds_the_client_gone() throws Exception {
    inVirtualTime(() -> {
      var request = new Recorded("GET", "/");
      request.goneAfter = 10;
      Moment begin = Moment.now();
      Task<?> handler =
          spawn(() ->
              request.answeredBy(exchange -> {
                try (EventWriter events = exchange.events()) {
                  events.keepAlive(ofSeconds(15));
                  sleep(ofDays(1));
                }
              }));
      assertThat(handler.awaitEnd().toString()).contains("the client has gone");
      assertThat(Moment.now().since(begin)).isLessThan(ofSeconds(90));
    });
  }

  @Test
  void nothing_is_sent_after_the_end() throws Exception {
    inVirtualTime(() -> {
      var request = new Recorded("GET", "/");
      request.answeredBy(exchange -> {
        EventWriter events = exchange.events();
        events.close();
        events.close();
        assertThatThrownBy(() -> events.send("late")).isInstanceOf(IllegalStateException.class);
      });
    });
  }

  @Test
  void a_client_that_is_gone_is_noticed_when_an_event_is_sent() throws Exception {
    inVirtualTime(() -> {
      var request = new Recorded("GET", "/");
      request.goneAfter = 20;
      assertThatThrownBy(() ->
              request.answeredBy(exchange -> {
                EventWriter events = exchange.events();
                for (int i = 0; i < 10; i++) {
                  events.send("event " + i);
                }
              }))
          .isInstanceOf(IOException.class);
    });
  }

  @Test
  void events_are_read_as_they_come() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(7);
      Task<?> server =
          spawn(() -> {
            streams
                .left()
                .writeAll(
                    ("retry: 500\n\ndata: a\nid: 1\n\ndata: b\r\n\r\n: x\n\ndata: lost")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            streams.left().close();
          });
      List<String> data = new ArrayList<>();
      try (EventStream events = EventStream.of(streams.right())) {
        for (ServerSentEvent event : events) {
          data.add(event.data());
        }
        assertThat(events.receive()).isEmpty();
        assertThat(events.lastEventId()).isEqualTo("1");
        assertThat(events.retry()).hasValue(java.time.Duration.ofMillis(500));
      }
      assertThat(data).containsExactly("a", "b");
      assertThat(streams.right().isClosed()).isTrue();
      server.join();
    });
  }

  @Test
  void a_cancelled_wait_for_an_event_loses_nothing() throws Exception {
    inVirtualTime(() -> {
      var streams = MemoryStreams.of(100);
      EventStream events = EventStream.of(streams.right());
      streams.left().writeAll("data: ha".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(dev.gonzo.Gonzo.ignoreAfter(ofSeconds(1), events::receive).isPresent()).isFalse();
      Task<?> waiting = spawn(() -> events.receive());
      sleep(ofSeconds(1));
      waiting.cancel();
      assertThat(waiting.awaitEnd().toString()).contains(Cancelled.class.getSimpleName());
      streams.left().writeAll("lf\n\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(events.receive().orElseThrow().data()).isEqualTo("half");
    });
  }
}
