package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.END_HEADERS;
import static dev.gonzo.http.engine.http2.Frame.END_STREAM;
import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Frame.block;
import static dev.gonzo.http.engine.http2.Frame.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client takes from a server, and what it refuses (RFC 9113, section 8). */
class ClientTest {
  private final Http2Engine client = Http2Engine.client(Http2Limits.DEFAULTS);

  private static Sent.Request request(int stream, String method) {
    boolean isConnect = method.equals("CONNECT");
    return new Sent.Request(
        stream,
        method,
        isConnect ? "" : "http",
        "example.org",
        isConnect ? "" : "/",
        Optional.empty(),
        Headers.none(),
        !isConnect);
  }

  private List<Received> receive(byte[]... frames) {
    var events = new ArrayList<Received>();
    for (byte[] frame : frames) {
      events.addAll(client.receive(ByteBuffer.wrap(frame)));
    }
    return events;
  }

  private void open(String method) {
    client.send(request(1, method));
    receive(Frame.settings(), Frame.of(Frame.SETTINGS, Frame.ACK, 0));
    sent();
  }

  private List<Frame> sent() {
    var frames = new ArrayList<Frame>();
    for (ByteBuffer bytes = client.bytesToSend();
        bytes.hasRemaining();
        bytes = client.bytesToSend()) {
      byte[] part = new byte[bytes.remaining()];
      bytes.get(part);
      String text = new String(part, java.nio.charset.StandardCharsets.ISO_8859_1);
      frames.addAll(
          Frame.parse(text.startsWith("PRI") ? ascii(text.substring(Peer.MAGIC.length())) : part));
    }
    return frames;
  }

  private static byte[] head(int flags, String... fields) {
    return Frame.of(Frame.HEADERS, END_HEADERS | flags, 1, block(fields));
  }

  private static byte[] data(int flags, String text) {
    return Frame.of(Frame.DATA, flags, 1, ascii(text));
  }

  private void refused(byte[]... frames) {
    assertThat(receive(frames))
        .last()
        .isInstanceOfSatisfying(
            Received.StreamViolation.class,
            each -> assertThat(each.error()).isEqualTo(ErrorCode.PROTOCOL_ERROR));
    assertThat(sent()).last().matches(frame -> frame.type() == Frame.RST_STREAM);
    assertThat(client.isClosed()).isFalse();
  }

  private void ended(byte[]... frames) {
    assertThat(receive(frames)).last().isInstanceOf(Received.Violation.class);
    assertThat(sent()).last().matches(frame -> frame.type() == Frame.GOAWAY);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void interim_responses_come_before_the_response() {
    open("GET");
    assertThat(
            receive(
                head(0, ":status", "103", "link", "a"),
                head(0, ":status", "100"),
                head(0, ":status", "200", "content-length", "2"),
                data(0, "o"),
                data(0, "k"),
                Frame.of(Frame.HEADERS, END_HEADERS | END_STREAM, 1, block("x-sum", "1"))))
        .containsExactly(
            new Received.Response(1, 103, Headers.of("link", "a")),
            new Received.Response(1, 100, Headers.none()),
            new Received.Response(1, 200, Headers.of("content-length", "2")),
            new Received.Data(1, ByteBuffer.wrap(ascii("o"))),
            new Received.Data(1, ByteBuffer.wrap(ascii("k"))),
            new Received.End(1, Headers.of("x-sum", "1")));
    assertThat(client.canRequest()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "20", "2000", "099", "600", "101", "2x0", "+20", " 200"})
  void a_status_that_is_none_is_refused(String status) {
    open("GET");
    refused(head(0, ":status", status));
  }

  @Test
  void a_response_without_status_or_with_that_of_a_request_is_refused() {
    open("GET");
    refused(head(0, "x", "y"));
    client.send(request(3, "GET"));
    refused(Frame.of(Frame.HEADERS, END_HEADERS, 3, block(":status", "200", ":path", "/")));
  }

  @Test
  void an_interim_response_does_not_end_a_stream() {
    open("GET");
    refused(head(END_STREAM, ":status", "100"));
  }

  @Test
  void data_before_the_response_is_refused() {
    open("GET");
    refused(head(0, ":status", "100"), data(0, "early"));
  }

  @Test
  void a_response_shorter_or_longer_than_it_says_is_refused() {
    open("GET");
    refused(head(0, ":status", "200", "content-length", "3"), data(END_STREAM, "ok"));
    client.send(request(3, "GET"));
    refused(
        Frame.of(Frame.HEADERS, END_HEADERS, 3, block(":status", "200", "content-length", "1")),
        Frame.of(Frame.DATA, 0, 3, ascii("ok")));
    client.send(request(5, "GET"));
    refused(
        Frame.of(
            Frame.HEADERS,
            END_HEADERS | END_STREAM,
            5,
            block(":status", "200", "content-length", "1")));
  }

  @Test
  void a_response_to_head_has_a_length_and_no_data() {
    open("HEAD");
    assertThat(receive(head(END_STREAM, ":status", "200", "content-length", "3")))
        .last()
        .isInstanceOf(Received.End.class);
    client.send(request(3, "HEAD"));
    refused(
        Frame.of(Frame.HEADERS, END_HEADERS, 3, block(":status", "200")),
        Frame.of(Frame.DATA, END_STREAM, 3, ascii("x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"204", "304"})
  void a_response_that_has_no_body_has_no_data(String status) {
    open("GET");
    refused(head(0, ":status", status, "content-length", "1"), data(END_STREAM, "x"));
  }

  @Test
  void a_tunnel_has_no_length() {
    open("CONNECT");
    receive(head(0, ":status", "200", "content-length", "0"));
    assertThat(receive(data(0, "bytes"))).singleElement().isInstanceOf(Received.Data.class);
    client.send(new Sent.Data(1, ByteBuffer.wrap(ascii("bytes")), true));
    assertThat(sent()).last().matches(frame -> frame.has(END_STREAM));
    assertThat(client.waits()).noneMatch(each -> each.reason().name().equals("BODY"));
  }

  @Test
  void a_push_ends_the_connection() {
    open("GET");
    ended(Frame.of(Frame.PUSH_PROMISE, END_HEADERS, 1, ints(2)));
  }

  @Test
  void a_server_that_enables_pushes_ends_the_connection() {
    open("GET");
    ended(Frame.settings(2, 1));
  }

  @Test
  void a_server_cannot_open_a_stream() {
    open("GET");
    ended(Frame.of(Frame.HEADERS, END_HEADERS, 3, block(":status", "200")));
  }

  @Test
  void a_server_cannot_take_extended_connect_back() {
    open("GET");
    receive(Frame.settings(8, 1));
    assertThat(client.peerSettings().isConnectProtocolEnabled()).isTrue();
    ended(Frame.settings(8, 0));
  }

  @Test
  void a_server_that_speaks_something_else_ends_the_connection() {
    client.send(request(1, "GET"));
    ended(ascii("HTTP/1.1 400 Bad Request\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void a_head_too_short_for_its_flags_ends_the_connection(int length) {
    open("GET");
    int flags = length == 0 ? Frame.PADDED : Frame.PRIORITIZED;
    assertThat(receive(Frame.of(Frame.HEADERS, END_HEADERS | flags, 1, new byte[length])))
        .last()
        .isInstanceOfSatisfying(
            Received.Violation.class,
            each -> assertThat(each.error()).isEqualTo(ErrorCode.FRAME_SIZE_ERROR));
  }

  @Test
  void a_connection_that_drains_is_over_after_its_last_stream() {
    open("GET");
    client.send(new Sent.Drain());
    assertThat(client.canRequest()).isFalse();
    assertThat(sent()).last().matches(frame -> frame.type() == Frame.GOAWAY);
    receive(head(END_STREAM, ":status", "204"));
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void a_stream_that_the_server_refuses_or_cuts_is_named() {
    open("GET");
    client.send(request(3, "GET"));
    assertThat(receive(Frame.of(Frame.RST_STREAM, 0, 1, ints(7))))
        .containsExactly(new Received.Reset(1, ErrorCode.REFUSED_STREAM));
    assertThat(client.receiveEnd()).containsExactly(new Received.ConnectionEnd(List.of(3)));
  }
}
