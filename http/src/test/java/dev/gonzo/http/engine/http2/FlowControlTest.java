package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Frame.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9113, section 5.2 and 6.9: windows of both directions, and how credit is returned. */
class FlowControlTest {
  private static final Http2Limits SMALL =
      Http2Limits.DEFAULTS.withStreamWindow(20_000).withConnectionWindow(65_535);

  private static Peer peer(Http2Limits limits) {
    return new Peer(Http2Engine.server(limits), Feeding.WHOLE);
  }

  private static long updates(Peer peer, int stream) {
    return peer.frames(Frame.WINDOW_UPDATE).stream()
        .filter(each -> each.stream() == stream)
        .mapToLong(each -> each.int32(0))
        .sum();
  }

  @Test
  void section_6_9_credit_is_returned_when_the_application_reads() {
    Peer peer = peer(SMALL);
    peer.answers = false;
    peer.open();
    peer.post(1);
    peer.frame(Frame.DATA, 0, 1, new byte[15_000]);
    assertThat(updates(peer, 1)).isZero();
    peer.engine.send(new Sent.Read(1, 15_000));
    peer.flush();
    assertThat(updates(peer, 1)).isEqualTo(15_000);
    assertThat(updates(peer, 0)).isZero();
    peer.frame(Frame.DATA, 0, 1, new byte[16_000]);
    peer.frame(Frame.DATA, 0, 1, new byte[4_000]);
    peer.engine.send(new Sent.Read(1, 20_000));
    peer.flush();
    assertThat(updates(peer, 1)).isEqualTo(35_000);
    assertThat(updates(peer, 0)).isEqualTo(35_000);
  }

  @Test
  void section_6_9_1_more_than_the_window_of_a_stream_resets_it() {
    Peer peer = peer(SMALL);
    peer.answers = false;
    peer.open();
    peer.post(1);
    peer.frame(Frame.DATA, 0, 1, new byte[16_000]);
    peer.frame(Frame.DATA, 0, 1, new byte[4_001]);
    peer.expectStreamError(1, ErrorCode.FLOW_CONTROL_ERROR);
  }

  @Test
  void section_6_9_1_more_than_the_window_of_the_connection_ends_it() {
    Peer peer = peer(SMALL);
    peer.answers = false;
    peer.open();
    for (int stream = 1; stream <= 7; stream += 2) {
      peer.post(stream);
      peer.frame(Frame.DATA, 0, stream, new byte[16_383]);
    }
    peer.frame(Frame.DATA, 0, 7, new byte[3]);
    peer.frame(Frame.DATA, 0, 7, new byte[1]);
    peer.expectConnectionError(ErrorCode.FLOW_CONTROL_ERROR);
  }

  @Test
  void section_6_9_padding_and_dropped_data_return_their_credit_by_themselves() {
    Peer peer = peer(SMALL);
    peer.answers = false;
    peer.open();
    peer.post(1);
    byte[] padded = new byte[256];
    padded[0] = (byte) 255;
    for (int i = 0; i < 200; i++) {
      peer.frame(Frame.DATA, Frame.PADDED, 1, padded);
    }
    assertThat(updates(peer, 1)).isGreaterThan(200 * 256 - 20_000);
    assertThat(updates(peer, 0)).isGreaterThan(200 * 256 - 65_535);
    // Reset with data unread, and data that was on its way: only the connection gets it back.
    peer.frame(Frame.DATA, 0, 1, new byte[10_000]);
    peer.engine.send(new Sent.Reset(1, ErrorCode.CANCEL));
    for (int i = 0; i < 40; i++) {
      peer.frame(Frame.DATA, 0, 1, new byte[16_000]);
    }
    peer.expectAlive();
    assertThat(updates(peer, 0)).isGreaterThan(600_000);
    peer.engine.send(new Sent.Read(1, 10_000));
    assertThat(peer.events).filteredOn(each -> each instanceof Received.Data).hasSize(1);
  }

  @Test
  void a_body_that_was_never_read_returns_its_credit_with_the_response() {
    Peer peer = peer(SMALL);
    peer.answers = false;
    peer.open();
    for (int stream = 1; stream < 200; stream += 2) {
      peer.post(stream);
      peer.frame(Frame.DATA, Frame.END_STREAM, stream, new byte[16_000]);
      peer.answer(stream);
      peer.flush();
    }
    peer.expectAlive();
  }

  @Test
  void a_client_may_read_a_response_after_its_end() {
    var client = Http2Engine.client(SMALL);
    client.send(Sent.Request.get(1, "http", "example.org", "/"));
    client.bytesToSend();
    byte[] response =
        Frame.concatenated(
            Frame.settings(),
            Frame.of(Frame.SETTINGS, Frame.ACK, 0),
            Frame.of(Frame.HEADERS, Frame.END_HEADERS, 1, (byte) 0x88),
            Frame.of(Frame.DATA, 0, 1, new byte[16_000]),
            Frame.of(Frame.DATA, Frame.END_STREAM, 1, new byte[3_000]));
    assertThat(client.receive(ByteBuffer.wrap(response)).getLast())
        .isEqualTo(new Received.End(1, Headers.none()));
    assertThatThrownBy(() -> client.send(new Sent.Read(1, 19_001)))
        .isInstanceOf(IllegalArgumentException.class);
    client.send(new Sent.Read(1, 10_000));
    client.send(new Sent.Reset(1, ErrorCode.CANCEL));
    client.send(new Sent.Read(1, 5));
    assertThat(client.toString()).contains("to receive 46535");
  }

  @Test
  void section_6_9_2_a_setting_moves_all_windows_below_zero() {
    Peer peer = peer(Http2Limits.DEFAULTS);
    peer.body = "0123456789".repeat(1_000);
    peer.open(4, 6_000);
    peer.get(1);
    peer.get(3);
    assertThat(peer.data(1)).hasSize(6_000);
    peer.send(Frame.settings(4, 1_000));
    peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(5_000));
    assertThat(peer.data(1)).hasSize(6_000);
    peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(1));
    assertThat(peer.data(1)).hasSize(6_001);
    peer.send(Frame.settings(4, 10_000));
    assertThat(peer.data(3)).isEqualTo(peer.body);
    peer.expectResponse(1);
  }

  @Test
  void section_6_9_2_a_setting_that_moves_a_window_too_far_ends_the_connection() {
    Peer peer = peer(Http2Limits.DEFAULTS);
    peer.open(4, 0);
    peer.post(1);
    peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(0x7FFF_FFFF));
    peer.send(Frame.settings(4, 1));
    peer.expectConnectionError(ErrorCode.FLOW_CONTROL_ERROR);
  }

  @Test
  void the_first_window_holds_until_settings_are_acknowledged() {
    Peer peer = peer(SMALL);
    peer.answers = false;
    peer.send(ascii(Peer.MAGIC), Frame.settings());
    peer.post(1);
    for (int i = 0; i < 4; i++) {
      peer.frame(Frame.DATA, 0, 1, new byte[16_000]);
    }
    // 64,000 of 65,535 are used, and the acknowledged setting leaves 45,535 fewer.
    peer.frame(Frame.SETTINGS, Frame.ACK, 0);
    peer.frame(Frame.DATA, 0, 1, new byte[1]);
    peer.expectStreamError(1, ErrorCode.FLOW_CONTROL_ERROR);
  }

  @Test
  void streams_share_the_connection_in_turn_by_whole_frames() {
    Peer peer = peer(Http2Limits.DEFAULTS);
    peer.answers = false;
    peer.open(4, 1 << 20);
    peer.frame(Frame.WINDOW_UPDATE, 0, 0, ints(1 << 24));
    peer.body = "x".repeat(50_000);
    for (int stream = 1; stream <= 5; stream += 2) {
      peer.get(stream);
    }
    for (int stream = 1; stream <= 5; stream += 2) {
      peer.answer(stream);
    }
    peer.flush();
    List<Integer> order = peer.frames(Frame.DATA).stream().map(Frame::stream).toList();
    assertThat(order).containsExactly(1, 3, 5, 1, 3, 5, 1, 3, 5, 1, 3, 5);
    assertThat(peer.data(5)).hasSize(50_000);
  }

  @Test
  void a_large_body_is_not_copied() {
    Peer peer = peer(Http2Limits.DEFAULTS);
    peer.answers = false;
    peer.open();
    peer.get(1);
    byte[] body = new byte[10_000];
    peer.engine.send(new Sent.Response(1, 200, Headers.none(), false));
    peer.engine.send(new Sent.Data(1, ByteBuffer.wrap(body), true));
    body[9_999] = 'z';
    peer.flush();
    assertThat(peer.data(1)).endsWith("z").hasSize(10_000);
  }
}
