package dev.gonzo.http.engine.websocket;

import static dev.gonzo.http.engine.websocket.Raw.encode;
import static dev.gonzo.http.engine.websocket.Raw.frame;
import static dev.gonzo.http.engine.websocket.Raw.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Ping;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Violation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sections 5 and 8.1 of RFC 6455. */
class FrameReaderTest {
  private static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  private static Data part(String text) {
    return new Data(Kind.TEXT, bytes(text), false);
  }

  private static Violation violation(Feed.Result result) {
    assertThat(result.isClosed()).isTrue();
    assertThat(result.events().getLast()).isInstanceOf(Violation.class);
    return (Violation) result.events().getLast();
  }

  @Test
  void examples_of_section_5_7() {
    assertThat(Feed.client(hex("81 05 48 65 6c 6c 6f")).events())
        .containsExactly(Data.text("Hello"));
    assertThat(Feed.server(hex("81 85 37 fa 21 3d 7f 9f 4d 51 58")).events())
        .containsExactly(Data.text("Hello"));
    assertThat(Feed.client(hex("01 03 48 65 6c 80 02 6c 6f")).events())
        .containsExactly(Data.text("Hello"));
    assertThat(Feed.client(hex("89 05 48 65 6c 6c 6f")).events())
        .containsExactly(new Ping(bytes("Hello")));
  }

  @Test
  void a_ping_between_fragments_does_not_change_the_message() {
    Feed.Result result =
        Feed.server(encode(true, frame(0x01, "frag"), frame(0x89, "here?"), frame(0x80, "ment")));
    assertThat(result.events())
        .containsExactly(part("frag"), new Ping(bytes("here?")), Data.text("ment"));
    assertThat(result.sent()).isEqualTo(encode(false, frame(0x8A, "here?")));
  }

  @Test
  void a_text_fails_at_its_first_bad_byte_also_in_the_middle_of_a_frame() {
    byte[] cut =
        encode(true, frame(0x01, "Hello-µ@ß"), frame(0x80, hex("65 f4 90 80 80 65 64 69")));
    // What comes after the bad byte is not needed: the engine has it not yet.
    byte[] upToBadByte = java.util.Arrays.copyOf(cut, cut.length - 5);
    Feed.Result result = Feed.server(upToBadByte);
    assertThat(violation(result).code()).isEqualTo(CloseCode.INVALID_DATA);
    assertThat(violation(result).problem()).contains("0x90");
    assertThat(((Data) result.events().getFirst()).bytes())
        .isEqualTo(
            ByteBuffer.wrap(
                Raw.concatenated("Hello-µ@ße".getBytes(StandardCharsets.UTF_8), hex("f4"))));
    assertThat(Feed.server(java.util.Arrays.copyOf(cut, cut.length - 6)).isClosed()).isFalse();
  }

  @Test
  void a_text_that_ends_within_a_character_fails_only_at_its_end() {
    assertThat(Feed.server(encode(true, frame(0x01, hex("e2 82")))).isClosed()).isFalse();
    assertThat(
            Feed.server(encode(true, frame(0x01, hex("e2 82")), frame(0x80, hex("ac")))).events())
        .containsExactly(Data.text("€"));
    Feed.Result cut = Feed.server(encode(true, frame(0x01, hex("e2 82")), frame(0x80, "")));
    assertThat(violation(cut).code()).isEqualTo(CloseCode.INVALID_DATA);
  }

  @Test
  void a_server_refuses_frames_without_mask_and_a_client_those_with_one() {
    assertThat(violation(Feed.server(encode(false, frame(0x81, "Hello")))).section())
        .isEqualTo("RFC 6455, 5.1");
    Feed.Result client = Feed.client(encode(true, frame(0x81, "Hello")));
    assertThat(violation(client).section()).isEqualTo("RFC 6455, 5.1");
    assertThat(client.frames(true).getFirst().first()).isEqualTo(0x88);
    assertThat(client.frames(true).getFirst().payload()).startsWith(0x03, 0xEA);
  }

  @Test
  void reserved_bits_and_opcodes_are_refused_before_the_rest_of_the_frame_comes() {
    for (int first : new int[] {0xC1, 0xA1, 0x91, 0xC9, 0xA8, 0x83, 0x87, 0x8B, 0x8F, 0x09, 0x08}) {
      Feed.Result result = Feed.server(new byte[] {(byte) first, (byte) 0x85});
      assertThat(violation(result).code()).as("%02x", first).isEqualTo(1002);
    }
    assertThat(violation(Feed.server(hex("89 fe"))).section()).isEqualTo("RFC 6455, 5.5");
    assertThat(violation(Feed.server(hex("80 85"))).section()).isEqualTo("RFC 6455, 5.4");
    assertThat(violation(Feed.server(encode(true, frame(0x01, "a")), hex("82 85"))).section())
        .isEqualTo("RFC 6455, 5.4");
  }

  @Test
  void lengths_are_in_the_shortest_form_and_have_63_bits() {
    assertThat(violation(Feed.client(hex("82 7e 00 7d"))).section()).isEqualTo("RFC 6455, 5.2");
    assertThat(violation(Feed.client(hex("82 7f 00 00 00 00 00 00 ff ff"))).section())
        .isEqualTo("RFC 6455, 5.2");
    assertThat(violation(Feed.client(hex("82 7f 80 00 00 00 00 00 ff ff"))).code()).isEqualTo(1002);
    assertThat(violation(Feed.client(hex("82 7f 7f ff ff ff ff ff ff ff"))).code()).isEqualTo(1009);
    assertThat(Feed.client(hex("82 7e 00 7e")).isClosed()).isFalse();
    assertThat(Feed.client(hex("82 7f 00 00 00 00 00 01 00 00")).isClosed()).isFalse();
  }

  @Test
  void nothing_is_received_after_a_violation_or_a_close() {
    byte[] message = encode(true, frame(0x81, "late"), frame(0x89, ""));
    assertThat(Feed.server(hex("83 80"), message).events()).hasSize(1);
    Feed.Result closed = Feed.server(encode(true, frame(0x88, Raw.close(1000, "bye"))), message);
    assertThat(closed.events()).containsExactly(new Close(1000, "bye"));
    assertThat(closed.sent()).isEqualTo(encode(false, frame(0x88, Raw.close(1000, ""))));
  }

  @Test
  void limits_are_enforced_before_the_bytes_come() {
    WebSocketLimits limits =
        WebSocketLimits.defaults().withMessageSize(10).withFrameSize(8).withFragments(3);
    assertThat(
            Feed.server(limits, encode(true, frame(0x01, "12345678"), frame(0x80, "90"))).events())
        .containsExactly(Data.text("1234567890"));
    assertThat(violation(Feed.server(limits, hex("81 89 00 00 00 00"))).section())
        .isEqualTo("limit frameSize");
    Violation message =
        violation(
            Feed.server(limits, encode(true, frame(0x01, "12345678")), hex("80 83 00 00 00 00")));
    assertThat(message.section()).isEqualTo("limit messageSize");
    assertThat(message.code()).isEqualTo(1009);
    Raw.Sent empty = frame(0x00, "");
    Violation fragments =
        violation(Feed.server(limits, encode(true, frame(0x01, ""), empty, empty, empty)));
    assertThat(fragments.section()).isEqualTo("limit fragments");
    assertThat(fragments.code()).isEqualTo(1008);
  }

  @Test
  void parts_of_one_message_are_handed_on_as_they_come() {
    WebSocketEngine engine = WebSocketEngine.server(Agreement.plain(), WebSocketLimits.defaults());
    byte[] message = encode(true, frame(0x82, new byte[1 << 20]));
    int bytes = 0;
    for (int at = 0; at < message.length; at += 1000) {
      int length = Math.min(1000, message.length - at);
      List<Received> events = engine.receive(ByteBuffer.wrap(message, at, length));
      assertThat(events).hasSize(1);
      Data data = (Data) events.getFirst();
      assertThat(data.last()).isEqualTo(at + length == message.length);
      bytes += data.bytes().remaining();
    }
    assertThat(bytes).isEqualTo(1 << 20);
  }

  @Test
  void a_message_that_has_arrived_is_one_event_in_the_memory_that_was_given() {
    WebSocketEngine engine = WebSocketEngine.server(Agreement.plain(), WebSocketLimits.defaults());
    byte[] message = encode(true, frame(0x82, new byte[100]));
    Data data = (Data) engine.receive(ByteBuffer.wrap(message)).getFirst();
    assertThat(data.bytes().array()).isSameAs(message);
    assertThat(data.bytes().remaining()).isEqualTo(100);
  }
}
