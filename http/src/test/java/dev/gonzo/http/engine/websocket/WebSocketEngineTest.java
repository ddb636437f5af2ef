package dev.gonzo.http.engine.websocket;

import static dev.gonzo.http.engine.websocket.Raw.encode;
import static dev.gonzo.http.engine.websocket.Raw.frame;
import static dev.gonzo.http.engine.websocket.Raw.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Lost;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Ping;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Pong;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Sent;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Violation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sending, closing and waiting: sections 5.5 and 7 of RFC 6455. */
class WebSocketEngineTest {
  private final WebSocketEngine server =
      WebSocketEngine.server(Agreement.plain(), WebSocketLimits.defaults());
  private final WebSocketEngine client =
      WebSocketEngine.client(Agreement.plain(), WebSocketLimits.defaults(), new Random(1)::nextInt);

  private static List<Received> transfer(WebSocketEngine from, WebSocketEngine to) {
    return to.receive(ByteBuffer.wrap(Feed.drain(from)));
  }

  @Test
  void both_ends_exchange_messages_of_all_sizes() {
    for (int size : new int[] {0, 1, 125, 126, 127, 65535, 65536, 100_000}) {
      byte[] message = new byte[size];
      new Random(size).nextBytes(message);
      Data data = Data.binary(ByteBuffer.wrap(message));
      client.send(data);
      assertThat(transfer(client, server)).containsExactly(data);
      server.send(data);
      assertThat(transfer(server, client)).containsExactly(data);
      assertThat(data.bytes().remaining()).isEqualTo(size);
    }
  }

  @Test
  void each_frame_of_a_client_has_another_mask() {
    client.send(Data.text("Hello"));
    byte[] first = Feed.drain(client);
    client.send(Data.text("Hello"));
    assertThat(Feed.drain(client)).isNotEqualTo(first);
  }

  @Test
  void a_large_payload_is_sent_from_the_memory_of_the_caller() {
    byte[] message = new byte[100_000];
    server.send(Data.binary(ByteBuffer.wrap(message)));
    server.send(new Ping(ByteBuffer.allocate(0)));
    ByteBuffer header = server.bytesToSend();
    assertThat(header.remaining()).isEqualTo(10);
    header.position(header.limit());
    assertThat(server.bytesToSend().array()).isSameAs(message);
    assertThat(Feed.drain(server)).hasSize(100_002);
  }

  @Test
  void bytes_that_were_not_taken_come_again() {
    server.send(Data.text("Hello"));
    ByteBuffer first = server.bytesToSend();
    assertThat(first.get()).isEqualTo((byte) 0x81);
    server.send(Data.text("you"));
    assertThat(Feed.drain(server))
        .isEqualTo(
            Raw.concatenated(
                hex("05"), "Hello".getBytes(UTF_8), hex("81 03"), "you".getBytes(UTF_8)));
    assertThat(server.bytesToSend().hasRemaining()).isFalse();
  }

  @Test
  void parts_are_frames_of_one_message() {
    server.send(new Data(Kind.TEXT, UTF_8.encode("one "), false));
    server.send(new Ping(UTF_8.encode("?")));
    server.send(new Data(Kind.TEXT, UTF_8.encode("two"), true));
    assertThat(Feed.drain(server))
        .isEqualTo(encode(false, frame(0x01, "one "), frame(0x89, "?"), frame(0x80, "two")));
  }

  private void refuses(Sent event, Class<? extends RuntimeException> failure) {
    String before = server.toString();
    assertThatThrownBy(() -> server.send(event)).isInstanceOf(failure);
    assertThat(server).hasToString(before);
    assertThat(server.bytesToSend().hasRemaining()).isFalse();
  }

  @Test
  void misuse_changes_nothing() {
    Class<IllegalArgumentException> argument = IllegalArgumentException.class;
    refuses(new Ping(ByteBuffer.allocate(126)), argument);
    refuses(new Pong(ByteBuffer.allocate(126)), argument);
    for (int code : new int[] {-1, 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 1000 + 65536}) {
      refuses(new Close(code, ""), argument);
    }
    refuses(new Close(CloseCode.NONE, "a reason needs a code"), argument);
    refuses(new Close(1000, "ß".repeat(62)), argument);
    refuses(new Data(Kind.TEXT, ByteBuffer.wrap(hex("61 ff")), true), argument);
    refuses(new Data(Kind.TEXT, ByteBuffer.wrap(hex("61 e2 82")), true), argument);
    server.send(new Data(Kind.TEXT, ByteBuffer.wrap(hex("61 e2")), false));
    Feed.drain(server);
    refuses(Data.binary(ByteBuffer.allocate(1)), IllegalStateException.class);
    refuses(new Data(Kind.TEXT, ByteBuffer.wrap(hex("82")), true), argument);
    server.send(new Data(Kind.TEXT, ByteBuffer.wrap(hex("82 ac")), true));
    assertThat(Feed.drain(server)).isEqualTo(hex("80 02 82 ac"));
    server.send(new Close(1000, ""));
    Feed.drain(server);
    refuses(Data.text("late"), IllegalStateException.class);
    refuses(new Close(1000, ""), IllegalStateException.class);
  }

  @Test
  void a_close_is_answered_after_what_was_left_to_send() {
    client.send(new Close(1001, "the page was left"));
    assertThat(client.canSend()).isFalse();
    assertThat(transfer(client, server)).containsExactly(new Close(1001, "the page was left"));
    assertThat(server.canSend()).isTrue();
    server.send(Data.text("the last"));
    server.send(new Close(1001, "").answer());
    assertThat(server.isClosed()).isTrue();
    assertThat(transfer(server, client))
        .containsExactly(Data.text("the last"), new Close(1001, ""));
    // The server closes the connection.
    assertThat(client.isClosed()).isFalse();
    assertThat(client.nextDeadline()).isPresent();
    assertThat(client.receiveEnd()).isEmpty();
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void closes_that_cross_each_other_are_each_the_others_answer() {
    client.send(new Close(1000, "c"));
    server.send(new Close(1001, "s"));
    byte[] fromServer = Feed.drain(server);
    assertThat(transfer(client, server)).containsExactly(new Close(1000, "c"));
    assertThat(client.receive(ByteBuffer.wrap(fromServer))).containsExactly(new Close(1001, "s"));
    assertThat(server.isClosed()).isTrue();
    assertThat(server.canSend() || client.canSend()).isFalse();
    assertThat(Feed.drain(server)).isEmpty();
    assertThat(Feed.drain(client)).isEmpty();
  }

  @Test
  void codes_that_are_for_the_endpoint_itself_are_never_on_the_wire() {
    assertThat(server.receive(ByteBuffer.wrap(encode(true, frame(0x88, "")))))
        .containsExactly(new Close(CloseCode.NONE, ""));
    server.send(new Close(CloseCode.NONE, "").answer());
    assertThat(Feed.drain(server)).isEqualTo(hex("88 00"));
    for (int code : new int[] {1005, 1006, 1015}) {
      assertThat(Feed.server(encode(true, frame(0x88, Raw.close(code, "")))).events())
          .first()
          .isInstanceOf(Violation.class);
    }
  }

  @Test
  void a_close_has_a_reason_of_123_bytes_at_most() {
    server.send(new Close(1000, "ß".repeat(61) + "x"));
    assertThat(transfer(server, client)).containsExactly(new Close(1000, "ß".repeat(61) + "x"));
  }

  @Test
  void after_a_close_was_sent_messages_still_come_and_pings_are_not_answered() {
    server.send(new Close(1000, ""));
    Feed.drain(server);
    assertThat(server.receive(ByteBuffer.wrap(encode(true, frame(0x81, "late"), frame(0x89, "")))))
        .containsExactly(Data.text("late"), new Ping(ByteBuffer.allocate(0)));
    assertThat(Feed.drain(server)).isEmpty();
    // No second close frame after a violation either.
    assertThat(server.receive(ByteBuffer.wrap(hex("83 80")))).hasSize(1);
    assertThat(Feed.drain(server)).isEmpty();
    assertThat(server.isClosed()).isTrue();
  }

  @Test
  void what_came_before_a_violation_can_be_answered() {
    List<Received> events =
        server.receive(
            ByteBuffer.wrap(Raw.concatenated(encode(true, frame(0x81, "right")), hex("83 80"))));
    server.send((Data) events.getFirst());
    List<Raw.Sent> sent = Raw.decode(Feed.drain(server), false);
    assertThat(sent.getFirst().payload()).isEqualTo("right".getBytes(UTF_8));
    assertThat(sent.getLast().first()).isEqualTo(0x88);
    assertThat(sent.getLast().payload()).startsWith(0x03, 0xEA).hasSizeLessThanOrEqualTo(125);
    assertThat(server.canSend()).isFalse();
  }

  @Test
  void an_end_without_close_is_a_loss() {
    assertThat(server.receiveEnd()).singleElement().isInstanceOf(Lost.class);
    assertThat(server.receiveEnd()).isEmpty();
    client.send(new Close(1000, ""));
    assertThat(client.receiveEnd()).singleElement().isInstanceOf(Lost.class);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void a_half_closed_connection_can_still_be_answered() {
    server.receive(ByteBuffer.wrap(encode(true, frame(0x88, Raw.close(1000, "")))));
    assertThat(server.receiveEnd()).isEmpty();
    server.send(new Close(1000, ""));
    assertThat(server.isClosed()).isTrue();
    assertThat(Feed.drain(server)).isEqualTo(hex("88 02 03 e8"));
  }

  @Test
  void pings_that_come_faster_than_pongs_are_taken_end_the_connection() {
    WebSocketLimits limits = WebSocketLimits.defaults().withPongsWaiting(3);
    byte[] ping = encode(true, frame(0x89, "x"));
    Feed.Result flood = Feed.server(limits, ping, ping, ping, ping, ping);
    assertThat(flood.events()).hasSize(5);
    assertThat(((Violation) flood.events().getLast()).section()).isEqualTo("limit pongsWaiting");
    assertThat(((Violation) flood.events().getLast()).code()).isEqualTo(1008);
    assertThat(flood.frames(false)).hasSize(4);
    // An honest peer may ping for ever, also while a large message is on its way.
    WebSocketEngine honest = WebSocketEngine.server(Agreement.plain(), limits);
    for (int i = 0; i < 1000; i++) {
      honest.send(Data.binary(ByteBuffer.allocate(10_000)));
      assertThat(honest.receive(ByteBuffer.wrap(ping.clone()))).hasSize(1);
      ByteBuffer some = honest.bytesToSend();
      for (int left = 10_007; left > 0; some = honest.bytesToSend()) {
        int step = Math.min(left, some.remaining());
        some.position(some.position() + step);
        left -= step;
      }
    }
    assertThat(honest.isClosed()).isFalse();
  }

  @Test
  void a_ping_waits_for_its_pong_or_for_a_later_one() {
    assertThat(server.nextDeadline()).isEmpty();
    server.send(new Ping(UTF_8.encode("1")));
    Wait first = server.nextDeadline().orElseThrow();
    assertThat(first.reason()).isEqualTo(Wait.Reason.ANSWER);
    assertThat(first.limit()).isEqualTo(Duration.ofSeconds(20));
    server.send(new Ping(UTF_8.encode("2")));
    server.send(new Ping(UTF_8.encode("3")));
    server.receive(ByteBuffer.wrap(encode(true, frame(0x8A, "unsolicited"))));
    assertThat(server.nextDeadline()).contains(first);
    server.receive(ByteBuffer.wrap(encode(true, frame(0x8A, "2"))));
    assertThat(server.nextDeadline().orElseThrow().number()).isGreaterThan(first.number());
    assertThat(server.expire(first)).isEmpty();
    server.receive(ByteBuffer.wrap(encode(true, frame(0x8A, "3"))));
    assertThat(server.nextDeadline()).isEmpty();
    assertThat(server.isClosed()).isFalse();
  }

  @Test
  void a_pong_is_compared_with_the_last_pings_only() {
    for (int i = 0; i < 1_000; i++) {
      server.send(new Ping(UTF_8.encode("" + i)));
    }
    Wait wait = server.nextDeadline().orElseThrow();
    server.receive(ByteBuffer.wrap(encode(true, frame(0x8A, "743"))));
    assertThat(server.nextDeadline()).contains(wait);
    server.receive(ByteBuffer.wrap(encode(true, frame(0x8A, "744"))));
    assertThat(server.nextDeadline().orElseThrow().number()).isGreaterThan(wait.number());
    server.receive(ByteBuffer.wrap(encode(true, frame(0x8A, "999"))));
    assertThat(server.nextDeadline()).isEmpty();
  }

  @Test
  void a_peer_that_answers_no_ping_or_no_close_is_lost() {
    server.send(new Ping(ByteBuffer.allocate(0)));
    assertThat(server.expire(server.nextDeadline().orElseThrow()))
        .containsExactly(new Lost("no answer to a ping within PT20S"));
    assertThat(server.isClosed()).isTrue();
    client.send(new Close(1000, ""));
    assertThat(client.expire(client.nextDeadline().orElseThrow()))
        .containsExactly(new Lost("no answer to the close frame within PT10S"));
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void a_server_that_does_not_close_the_connection_is_not_waited_for() {
    server.send(new Close(1000, ""));
    transfer(server, client);
    client.send(new Close(1000, ""));
    assertThat(client.isClosed()).isFalse();
    assertThat(client.expire(client.nextDeadline().orElseThrow())).isEmpty();
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void the_state_can_be_read() {
    server.send(new Data(Kind.BINARY, ByteBuffer.allocate(3), false));
    server.receive(ByteBuffer.wrap(encode(true, frame(0x01, "Hello"))));
    server.receive(ByteBuffer.wrap(hex("80")));
    assertThat(server)
        .hasToString(
            "WebSocketEngine[server, OPEN, receiving TEXT (1 frames, 5 bytes) in a frame,"
                + " sending a part of BINARY, 5 bytes to send]");
  }

  @Test
  void a_collector_makes_whole_messages_within_its_limit() {
    var collector = new MessageCollector(10);
    assertThat(collector.add(new Data(Kind.TEXT, ByteBuffer.wrap(hex("e2 82")), false))).isEmpty();
    Message message =
        collector.add(new Data(Kind.TEXT, ByteBuffer.wrap(hex("ac")), true)).orElseThrow();
    assertThat(message.text()).isEqualTo("€");
    Message whole = collector.add(Data.binary(ByteBuffer.wrap(new byte[10]))).orElseThrow();
    assertThat(whole.bytes().remaining()).isEqualTo(10);
    assertThatThrownBy(whole::text).isInstanceOf(IllegalStateException.class);
    collector.add(new Data(Kind.TEXT, ByteBuffer.wrap(new byte[10]), false));
    assertThatThrownBy(() -> collector.add(new Data(Kind.TEXT, ByteBuffer.wrap(new byte[1]), true)))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContaining("10 bytes");
  }
}
