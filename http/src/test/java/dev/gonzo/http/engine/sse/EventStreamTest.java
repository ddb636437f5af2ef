package dev.gonzo.http.engine.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Section 9.2 of WHATWG's HTML. */
class EventStreamTest {
  private static ServerSentEvent event(String type, String data, String id) {
    return new ServerSentEvent(type, data, id);
  }

  /** The events of a stream, which are the same whether it comes whole, byte by byte or split. */
  private static List<ServerSentEvent> read(String stream) {
    byte[] bytes = stream.getBytes(UTF_8);
    List<ServerSentEvent> whole = new EventStreamReader(1000).receive(ByteBuffer.wrap(bytes));
    for (int seed = 0; seed < 10; seed++) {
      var random = new Random(seed);
      var reader = new EventStreamReader(1000);
      var events = new ArrayList<ServerSentEvent>();
      for (int at = 0; at < bytes.length; ) {
        int length = seed == 0 ? 1 : 1 + random.nextInt(Math.min(9, bytes.length - at));
        events.addAll(reader.receive(ByteBuffer.wrap(bytes, at, length)));
        at += length;
      }
      assertThat(events).as("seed " + seed).isEqualTo(whole);
    }
    return whole;
  }

  @Test
  void the_examples_of_the_standard() {
    assertThat(read("data: YHOO\ndata: +2\ndata: 10\n\n"))
        .containsExactly(ServerSentEvent.of("YHOO\n+2\n10"));
    assertThat(
            read(
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n"))
        .containsExactly(
            event("message", "first event", "1"), event("message", "second event", ""));
    assertThat(read("data\n\ndata\ndata\n\ndata:"))
        .containsExactly(ServerSentEvent.of(""), ServerSentEvent.of("\n"));
    assertThat(read("data:test\n\ndata: test\n\n"))
        .containsExactly(ServerSentEvent.of("test"), ServerSentEvent.of("test"));
    assertThat(read("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n"))
        .containsExactly(event("add", "73857293", ""), event("remove", "2153", ""));
  }

  @Test
  void each_of_the_three_line_breaks_ends_a_line() {
    for (String end : new String[] {"\n", "\r", "\r\n"}) {
      assertThat(read("data: a\ndata: b\n\ndata: c\n\n".replace("\n", end)))
          .as("%s", end.length())
          .containsExactly(ServerSentEvent.of("a\nb"), ServerSentEvent.of("c"));
    }
    assertThat(read("data: a\n\r\ndata: b\r\n\r")).hasSize(2);
  }

  @Test
  void a_byte_order_mark_is_ignored_at_the_beginning_only() {
    assertThat(read("\uFEFFdata: a\n\n\uFEFFdata: b\n\n")).containsExactly(ServerSentEvent.of("a"));
    assertThat(read("\uFEFF\ndata: a\n\n")).hasSize(1);
  }

  @Test
  void unknown_fields_and_events_without_data_are_ignored() {
    assertThat(read("Data: a\nevents: x\nevent: kept for nothing\n\ndata: b\n\n"))
        .containsExactly(ServerSentEvent.of("b"));
    assertThat(read("event: x\nevent:\ndata: typed no more\n\n"))
        .containsExactly(ServerSentEvent.of("typed no more"));
  }

  @Test
  void an_id_stays_until_there_is_another_one() {
    assertThat(read("id: 1\ndata: a\n\ndata: b\n\nid: with\0nul\ndata: c\n\nid\ndata: d\n\n"))
        .extracting(ServerSentEvent::id)
        .containsExactly("1", "1", "1", "");
    var reader = new EventStreamReader(1000);
    reader.receive(ByteBuffer.wrap("id: 7\n".getBytes(UTF_8)));
    assertThat(reader.lastEventId()).isEmpty();
    reader.receive(ByteBuffer.wrap("\n".getBytes(UTF_8)));
    assertThat(reader.lastEventId()).isEqualTo("7");
  }

  @Test
  void a_time_to_wait_is_digits_only() {
    var reader = new EventStreamReader(1000);
    reader.receive(
        ByteBuffer.wrap(
            "retry: 1500\nretry: +1\nretry: \nretry: 9999999999999999999\n\n".getBytes(UTF_8)));
    assertThat(reader.retry()).contains(Duration.ofMillis(1500));
  }

  @Test
  void bytes_that_are_not_utf8_are_replaced() {
    byte[] stream = "data: a?b\n\n".getBytes(UTF_8);
    stream[7] = (byte) 0xFF;
    assertThat(new EventStreamReader(100).receive(ByteBuffer.wrap(stream)))
        .containsExactly(ServerSentEvent.of("a\uFFFDb"));
  }

  @Test
  void an_event_has_a_limit_and_comments_do_not_add_up() {
    var reader = new EventStreamReader(10);
    byte[] most = "data:12345\n\n".getBytes(UTF_8);
    for (int i = 0; i < 3; i++) {
      assertThat(reader.receive(ByteBuffer.wrap(most))).hasSize(1);
      assertThat(reader.receive(ByteBuffer.wrap(":comment\n:comment\n".getBytes(UTF_8)))).isEmpty();
    }
    reader.receive(ByteBuffer.wrap("data:1\n".getBytes(UTF_8)));
    assertThatThrownBy(() -> reader.receive(ByteBuffer.wrap("data:".getBytes(UTF_8))))
        .isInstanceOf(EventTooLargeException.class);
  }

  @Test
  void what_is_written_is_read_again() {
    var out = new StringBuilder();
    out.append(UTF_8.decode(EventStreamWriter.retry(Duration.ofSeconds(2))));
    out.append(UTF_8.decode(EventStreamWriter.comment("a\nb")));
    out.append(UTF_8.decode(EventStreamWriter.encode(event("add", " ä\r\nb\rc\n", "1"))));
    out.append(UTF_8.decode(EventStreamWriter.encode(ServerSentEvent.of(""))));
    assertThat(out.toString())
        .isEqualTo(
            "retry: 2000\n\n: a\n: b\n\nevent: add\nid: 1\ndata:  ä\ndata: b\ndata: c\ndata: \n\ndata: \n\n");
    assertThat(read(out.toString()))
        .containsExactly(event("add", " ä\nb\nc\n", "1"), event("message", "", "1"));
  }

  @Test
  void a_type_or_an_id_cannot_add_lines() {
    for (String wrong : new String[] {"a\nb", "a\rb"}) {
      assertThatThrownBy(() -> event(wrong, "", "")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> event("a", "", wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> event("a", "", "\0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> event("", "", "")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EventStreamWriter.retry(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
