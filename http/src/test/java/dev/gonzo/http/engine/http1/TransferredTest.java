package dev.gonzo.http.engine.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes of a body that the caller of a server's engine writes by itself, and gathered writes. */
class TransferredTest {
  private static Http1Server asked(Headers headers) {
    var engine = new Http1Server(Http1Limits.defaults());
    var _ = engine.receive(ByteBuffer.wrap("GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(US_ASCII)));
    engine.send(ResponseHead.of(200, headers));
    return engine;
  }

  private static String written(Http1Server engine) {
    var text = new StringBuilder();
    for (ByteBuffer buffer : engine.buffersToSend()) {
      text.append(US_ASCII.decode(buffer));
    }
    return text.toString();
  }

  @Test
  void they_count_as_bytes_of_the_body() {
    Http1Server engine = asked(Headers.of("content-length", "10"));
    assertThat(written(engine)).startsWith("HTTP/1.1 200 OK\r\n");
    engine.send(new Transferred(4));
    engine.send(new Data(ByteBuffer.wrap("12".getBytes(US_ASCII))));
    assertThat(written(engine)).isEqualTo("12");
    assertThatThrownBy(() -> engine.send(EndOfMessage.plain()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4 bytes are missing");
    engine.send(new Transferred(4));
    engine.send(EndOfMessage.plain());
    assertThat(engine.bytesToSend().hasRemaining()).isFalse();
    assertThat(engine.isClosed()).isFalse();
  }

  @Test
  void they_are_for_bodies_with_a_length_only() {
    Http1Server chunked = asked(Headers.none());
    String _ = written(chunked);
    assertThatThrownBy(() -> chunked.send(new Transferred(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only a body with content-length");
    chunked.send(EndOfMessage.plain());
    assertThat(written(chunked)).isEqualTo("0\r\n\r\n");
  }

  @Test
  void they_follow_what_was_sent_before() {
    Http1Server engine = asked(Headers.of("content-length", "3"));
    assertThatThrownBy(() -> engine.send(new Transferred(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("write bytesToSend() first");
  }

  @Test
  void they_are_not_more_than_the_length() {
    Http1Server engine = asked(Headers.of("content-length", "3"));
    String _ = written(engine);
    assertThatThrownBy(() -> engine.send(new Transferred(4)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 bytes are left, got 4");
    engine.send(new Transferred(3));
    engine.send(EndOfMessage.plain());
  }

  @Test
  void they_need_a_response_and_a_number() {
    var engine = new Http1Server(Http1Limits.defaults());
    assertThatThrownBy(() -> engine.send(new Transferred(0)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Transferred(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void one_gathered_write_takes_all_buffers_and_partial_ones_go_on() {
    var large = new byte[5_000];
    Http1Server engine = asked(Headers.of("content-length", "5002"));
    engine.send(new Data(ByteBuffer.wrap(large)));
    engine.send(new Data(ByteBuffer.wrap("ok".getBytes(US_ASCII))));
    engine.send(EndOfMessage.plain());
    List<ByteBuffer> buffers = engine.buffersToSend();
    assertThat(buffers).hasSize(3);
    buffers.getFirst().position(buffers.getFirst().limit());
    buffers.get(1).position(4_990);
    assertThat(engine.buffersToSend()).hasSize(2);
    assertThat(engine.bytesToSend().remaining()).isEqualTo(10);
    assertThat(written(engine)).isEqualTo("\0".repeat(10) + "ok");
    assertThat(engine.buffersToSend()).isEmpty();
  }
}
