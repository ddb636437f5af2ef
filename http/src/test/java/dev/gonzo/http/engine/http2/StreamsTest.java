package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Frame.block;
import static dev.gonzo.http.engine.http2.Frame.ints;
import static dev.gonzo.http.engine.http2.Peer.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames for closed streams, the end of a connection in two steps, trailers, extended CONNECT. */
class StreamsTest {
  private static Peer open() {
    return new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE).open();
  }

  @Test
  void section_5_1_frames_for_a_stream_that_was_reset_are_ignored_for_a_while() {
    var limits = Http2Limits.DEFAULTS.withRememberedStreams(10);
    Peer peer = new Peer(Http2Engine.server(limits), Feeding.WHOLE).open();
    for (int stream = 1; stream < 22; stream += 2) {
      peer.post(stream);
      peer.engine.send(new Sent.Reset(stream, ErrorCode.CANCEL));
    }
    peer.frame(Frame.DATA, 0, 3, ascii("late"));
    peer.headers(3, block("late", "trailer"));
    peer.frame(Frame.WINDOW_UPDATE, 0, 3, ints(1_000));
    peer.frame(Frame.RST_STREAM, 0, 3, ints(8));
    peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(1_000));
    peer.expectAlive();
    peer.frame(Frame.DATA, 0, 1, ascii("too late"));
    peer.expectConnectionError(ErrorCode.STREAM_CLOSED);
  }

  @Test
  void section_4_3_the_block_of_a_refused_stream_is_decoded() {
    var limits = Http2Limits.DEFAULTS.withConcurrentStreams(1);
    Peer peer = new Peer(Http2Engine.server(limits), Feeding.WHOLE).open();
    peer.post(1);
    byte[] indexed = block("x-entry", "1");
    indexed[0] = 0x40;
    peer.headers(3, Frame.concatenated(request("GET"), indexed));
    peer.expectStreamError(3, ErrorCode.REFUSED_STREAM);
    peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
    peer.headers(5, Frame.concatenated(request("GET"), new byte[] {(byte) 0xBE}));
    peer.expectResponse(5);
    assertThat(peer.log()).contains("x-entry: 1");
  }

  @Test
  void section_6_8_a_server_says_twice_that_it_ends() {
    Peer peer = open();
    peer.answers = false;
    peer.get(1);
    peer.engine.send(new Sent.Drain());
    peer.engine.send(new Sent.Drain());
    peer.flush();
    assertThat(peer.frames(Frame.GOAWAY))
        .singleElement()
        .satisfies(frame -> assertThat(frame.int32(0)).isEqualTo(Integer.MAX_VALUE));
    // It was on its way, and is taken.
    peer.get(3);
    Frame ping = peer.frames(Frame.PING).getFirst();
    peer.frame(Frame.PING, Frame.ACK, 0, ping.payload());
    assertThat(peer.frames(Frame.GOAWAY)).hasSize(2);
    assertThat(peer.frames(Frame.GOAWAY).getLast().int32(0)).isEqualTo(3);
    // These come after the last one, and are dropped.
    peer.post(5);
    peer.frame(Frame.DATA, Frame.END_STREAM, 5, ascii("dropped"));
    peer.frame(Frame.RST_STREAM, 0, 7, ints(8));
    assertThat(peer.engine.isClosed()).isFalse();
    peer.answer(1);
    peer.answer(3);
    peer.flush();
    assertThat(peer.data(3)).isEqualTo("hello");
    assertThat(peer.engine.isClosed()).isTrue();
    assertThat(peer.events).noneMatch(each -> each instanceof Received.Violation);
    assertThat(peer.frames(Frame.RST_STREAM)).isEmpty();
  }

  @Test
  void section_6_8_a_client_learns_which_requests_it_may_send_again_once() {
    var client = Http2Engine.client(Http2Limits.DEFAULTS);
    for (int i = 0; i < 3; i++) {
      client.send(Sent.Request.get(client.nextStream(), "http", "example.org", "/" + i));
    }
    client.receive(ByteBuffer.wrap(Frame.settings()));
    assertThat(
            client.receive(
                ByteBuffer.wrap(Frame.of(Frame.GOAWAY, 0, 0, ints(Integer.MAX_VALUE, 0)))))
        .containsExactly(new Received.GoAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, ""));
    assertThat(client.canRequest()).isFalse();
    byte[] last = Frame.of(Frame.GOAWAY, 0, 0, Frame.concatenated(ints(3, 0), ascii("bye")));
    assertThat(client.receive(ByteBuffer.wrap(last)))
        .containsExactly(
            new Received.GoAway(3, ErrorCode.NO_ERROR, "bye"), new Received.Refused(5));
    assertThat(client.receive(ByteBuffer.wrap(last)))
        .containsExactly(new Received.GoAway(3, ErrorCode.NO_ERROR, "bye"));
    assertThat(client.receive(ByteBuffer.wrap(Frame.of(Frame.GOAWAY, 0, 0, ints(5, 0)))))
        .singleElement()
        .isInstanceOf(Received.Violation.class);
  }

  @Test
  void section_8_1_trailers_are_headers_after_the_body() {
    Peer peer = open();
    peer.answers = false;
    peer.post(1, "te", "trailers");
    peer.frame(Frame.DATA, 0, 1, ascii("test"));
    peer.headers(1, block("x-sum", "1"));
    assertThat(peer.events.getLast()).isEqualTo(new Received.End(1, Headers.of("x-sum", "1")));
    peer.engine.send(new Sent.Response(1, 200, Headers.none(), false));
    peer.engine.send(new Sent.Data(1, ByteBuffer.wrap(ascii("body")), false));
    peer.engine.send(new Sent.Trailers(1, Headers.of("X-Sum", "2")));
    peer.flush();
    assertThat(peer.frames.stream().map(Frame::type).toList())
        .endsWith(Frame.HEADERS, Frame.DATA, Frame.HEADERS);
    assertThat(peer.frames.getLast().has(Frame.END_STREAM)).isTrue();
  }

  @Test
  void trailers_that_frame_or_route_are_refused() {
    int stream = 1;
    Peer peer = open();
    peer.answers = false;
    for (String name : List.of("content-length", "host", "te", "transfer-encoding", ":path")) {
      peer.post(stream);
      peer.frames.clear();
      peer.headers(stream, block(name, "trailers"));
      peer.expectStreamError(stream, ErrorCode.PROTOCOL_ERROR);
      stream += 2;
    }
  }

  @Test
  void cookies_are_one_header_and_set_cookie_stays_apart() {
    Peer peer = open();
    peer.headers(1, request("GET", "cookie", "a=1", "x", "y", "cookie", "b=2"));
    assertThat(peer.log()).contains("cookie: a=1; b=2\nx: y");
    var client = Http2Engine.client(Http2Limits.DEFAULTS);
    client.send(Sent.Request.get(1, "http", "example.org", "/"));
    client.receive(ByteBuffer.wrap(Frame.settings()));
    byte[] head =
        Frame.concatenated(new byte[] {(byte) 0x88}, block("set-cookie", "a", "set-cookie", "b"));
    var response =
        (Received.Response)
            client
                .receive(ByteBuffer.wrap(Frame.of(Frame.HEADERS, Frame.END_HEADERS, 1, head)))
                .getFirst();
    assertThat(response.headers().all("set-cookie")).containsExactly("a", "b");
  }

  @Test
  void empty_cookies_are_left_out() {
    Peer peer = open();
    peer.headers(1, request("GET", "cookie", "", "cookie", "a=1", "cookie", "b", "cookie", ""));
    peer.headers(3, request("GET", "cookie", "", "cookie", ""));
    assertThat(peer.log()).contains("cookie: a=1; b]").contains("cookie: ]");
    peer.expectAlive();
  }

  @Test
  void rfc_8441_extended_connect_is_allowed_by_a_setting_that_comes_first() {
    Peer peer = open();
    byte[] settings = peer.frames.getFirst().payload();
    assertThat(java.util.HexFormat.of().formatHex(settings)).contains("000800000001");
    byte[] connect =
        block(
            ":method", "CONNECT",
            ":protocol", "websocket",
            ":scheme", "https",
            ":path", "/chat",
            ":authority", "example.org");
    peer.frame(Frame.HEADERS, Frame.END_HEADERS, 1, connect);
    assertThat(peer.log()).contains("protocol=Optional[websocket]");
    Peer without =
        new Peer(Http2Engine.server(Http2Limits.DEFAULTS.withExtendedConnect(false)), Feeding.WHOLE)
            .open();
    without.frame(Frame.HEADERS, Frame.END_HEADERS, 1, connect);
    without.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
  }

  @Test
  void requests_that_two_servers_could_read_in_two_ways_are_refused() {
    Peer peer = open();
    int stream = 1;
    for (String[] more :
        new String[][] {
          {"host", "other.org"},
          {"host", "example.org", "host", "example.org"},
          {"content-length", "1", "content-length", "1"},
          {"content-length", "+1"},
          {"content-length", "1_0"},
          {"content-length", "99999999999999999999"},
          {"content-length", ""},
          {"x", "a\r\nb: c"},
          {"x", "a\0b"},
          {"x", " a"},
          {"x", "a\t"},
          {"a:b", "c"},
          {"", "c"},
          {"a b", "c"},
          {"transfer-encoding", "chunked"},
        }) {
      peer.frames.clear();
      peer.headers(stream, request("GET", more));
      peer.expectStreamError(stream, ErrorCode.PROTOCOL_ERROR);
      stream += 2;
    }
    for (String[] head :
        new String[][] {
          {":method", "G T", ":scheme", "http", ":path", "/", ":authority", "a"},
          {":method", "GET", ":scheme", "http", ":path", "/a b", ":authority", "a"},
          {":method", "GET", ":scheme", "http", ":path", "a", ":authority", "a"},
          {":method", "GET", ":scheme", "http", ":path", "*", ":authority", "a"},
          {":method", "GET", ":scheme", "http", ":path", "http://a/", ":authority", "a"},
          {":method", "GET", ":scheme", "h/p", ":path", "/", ":authority", "a"},
          {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "user@a"},
          {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a/b"},
          {":method", "GET", ":scheme", "http", ":path", "/", ":authority", ""},
          {":method", "GET", ":scheme", "http", ":path", "/"},
          {":method", "CONNECT", ":scheme", "http", ":path", "/", ":authority", "a"},
          {":method", "CONNECT"},
          {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", ":protocol", "x"},
        }) {
      peer.frames.clear();
      peer.headers(stream, block(head));
      peer.expectStreamError(stream, ErrorCode.PROTOCOL_ERROR);
      stream += 2;
    }
  }

  @Test
  void the_end_of_bytes_says_which_messages_were_cut() {
    Peer peer = open();
    peer.post(1);
    peer.answers = false;
    peer.get(3);
    assertThat(peer.engine.receiveEnd()).containsExactly(new Received.ConnectionEnd(List.of(1)));
    assertThat(peer.engine.receiveEnd()).isEmpty();
    assertThat(peer.engine.isClosed()).isTrue();
  }
}
