package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the caller does wrong is refused at once, and changes nothing. */
class MisuseTest {
  private static void refused(Http2Engine engine, Sent event, Class<? extends Exception> type) {
    String state = engine.toString();
    assertThatThrownBy(() -> engine.send(event)).isInstanceOf(type);
    assertThat(engine).hasToString(state);
    assertThat(engine.bytesToSend().hasRemaining()).isFalse();
  }

  private static void drain(Http2Engine engine) {
    while (engine.bytesToSend().hasRemaining()) {
      ByteBuffer bytes = engine.bytesToSend();
      bytes.position(bytes.limit());
    }
  }

  private static Sent.Data data(int stream, String text, boolean isEnd) {
    return new Sent.Data(stream, ByteBuffer.wrap(ascii(text)), isEnd);
  }

  private static Http2Engine server(byte[]... frames) {
    var engine = Http2Engine.server(Http2Limits.DEFAULTS);
    engine.receive(ByteBuffer.wrap(ascii(Peer.MAGIC)));
    engine.receive(ByteBuffer.wrap(Frame.settings()));
    engine.receive(ByteBuffer.wrap(Frame.concatenated(frames)));
    drain(engine);
    return engine;
  }

  private static byte[] head(int stream, String method) {
    return Frame.of(
        Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, stream, Peer.request(method));
  }

  @Test
  void a_server_answers_each_request_once_and_as_it_said() {
    Http2Engine engine = server(head(1, "GET"), head(3, "HEAD"), head(5, "GET"));
    Class<IllegalStateException> state = IllegalStateException.class;
    refused(engine, data(1, "early", true), state);
    refused(engine, new Sent.Trailers(1, Headers.of("a", "b")), state);
    refused(engine, new Sent.Response(7, 200, Headers.none(), true), state);
    refused(engine, new Sent.Response(1, 100, Headers.none(), true), state);
    refused(engine, new Sent.Response(1, 200, Headers.of("content-length", "1"), true), state);
    refused(engine, Sent.Request.get(2, "http", "a", "/"), state);
    refused(engine, new Sent.Reset(7, ErrorCode.CANCEL), state);
    engine.send(new Sent.Response(1, 200, Headers.of("content-length", "4"), false));
    engine.send(new Sent.Response(3, 200, Headers.of("content-length", "4"), false));
    engine.send(new Sent.Response(5, 304, Headers.of("content-length", "4"), true));
    drain(engine);
    refused(engine, new Sent.Response(1, 200, Headers.none(), true), state);
    refused(engine, data(1, "12345", false), state);
    refused(engine, data(1, "123", true), state);
    refused(engine, new Sent.Trailers(1, Headers.none()), state);
    refused(engine, data(3, "1234", true), state);
    refused(engine, data(5, "", true), state);
    engine.send(data(1, "1234", true));
    engine.send(data(3, "", true));
    drain(engine);
    refused(engine, data(1, "", true), state);
    assertThat(engine.canSend(1)).isFalse();
    engine.send(new Sent.GoAway(ErrorCode.NO_ERROR, "bye"));
    drain(engine);
    refused(engine, new Sent.Ping(1), state);
  }

  @Test
  void values_that_no_message_can_have_are_refused() {
    Http2Engine engine = server(head(1, "GET"));
    Class<IllegalArgumentException> argument = IllegalArgumentException.class;
    refused(engine, new Sent.Response(1, 101, Headers.none(), false), argument);
    refused(engine, new Sent.Response(1, 600, Headers.none(), false), argument);
    refused(engine, new Sent.Response(1, 200, Headers.of("content-length", "x"), false), argument);
    assertThatThrownBy(() -> Headers.of("x", "a\r\nb: c")).isInstanceOf(argument);
    assertThatThrownBy(() -> Http2Limits.DEFAULTS.withFrameSize(100)).isInstanceOf(argument);
    engine.send(new Sent.Response(1, 200, Headers.none(), false));
    drain(engine);
    refused(engine, new Sent.Trailers(1, Headers.of("content-length", "1")), argument);
    var client = Http2Engine.client(Http2Limits.DEFAULTS);
    drain(client);
    refused(client, Sent.Request.get(1, "http", "a", "/a b"), argument);
    refused(client, Sent.Request.get(1, "http", "a\r\n", "/"), argument);
    refused(client, Sent.Request.get(1, "http", "", "/"), argument);
    refused(client, Sent.Request.get(1, "", "a", "/"), argument);
    refused(
        client,
        new Sent.Request(1, "G T", "http", "a", "/", Optional.empty(), Headers.none(), true),
        argument);
    refused(
        client,
        new Sent.Request(
            1, "GET", "http", "a", "/", Optional.empty(), Headers.of("host", "b"), true),
        argument);
  }

  @Test
  void a_client_keeps_to_what_the_server_allows() {
    var client = Http2Engine.client(Http2Limits.DEFAULTS);
    drain(client);
    Class<IllegalStateException> state = IllegalStateException.class;
    refused(client, Sent.Request.get(3, "http", "a", "/"), state);
    var connect =
        new Sent.Request(
            1, "CONNECT", "http", "a", "/", Optional.of("websocket"), Headers.none(), false);
    refused(client, connect, state);
    client.receive(ByteBuffer.wrap(Frame.settings(3, 1, 8, 1)));
    drain(client);
    client.send(connect);
    drain(client);
    assertThat(client.canRequest()).isFalse();
    refused(client, Sent.Request.get(3, "http", "a", "/"), state);
    refused(client, new Sent.Response(1, 200, Headers.none(), true), state);
  }

  @Test
  void headers_of_the_connection_are_left_out() {
    var client = Http2Engine.client(Http2Limits.DEFAULTS);
    client.send(
        new Sent.Request(
            1,
            "GET",
            "http",
            "example.org",
            "/",
            Optional.empty(),
            Headers.of(
                "Connection", "keep-alive, X-Hop",
                "Keep-Alive", "5",
                "Proxy-Connection", "close",
                "Transfer-Encoding", "chunked",
                "Upgrade", "h2c",
                "TE", "gzip",
                "Host", "EXAMPLE.org",
                "X-Hop", "1",
                "X-End", "2"),
            true));
    var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), Feeding.WHOLE);
    ByteBuffer bytes = client.bytesToSend();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    peer.send(copy);
    peer.expectResponse(1);
    assertThat(peer.log()).contains("headers=x-end: 2]");
  }
}
