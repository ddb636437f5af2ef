package dev.gonzo.http.engine.websocket;

import static dev.gonzo.http.engine.websocket.Raw.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Kind;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Violation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases 9, 10 and 12 of the Autobahn suite: size, number and compression. */
class AutobahnLimitsTest {
  private static final int MB = 1 << 20;

  private final WebSocketEngine server =
      WebSocketEngine.server(Agreement.plain(), WebSocketLimits.defaults());

  /** Sends a message in fragments and chops to an echo of parts, and checks what comes back. */
  private void echo(Kind kind, int size, int fragment, int chop) {
    int first = kind == Kind.TEXT ? 1 : 2;
    byte[] payload = AutobahnCases.filled(Math.min(size, fragment), kind == Kind.TEXT ? '*' : 0xFE);
    int left = size;
    long echoed = 0;
    int ends = 0;
    while (left > 0) {
      int length = Math.min(left, fragment);
      left -= length;
      int head = (left == 0 ? 0x80 : 0) | (left + length == size ? first : 0);
      byte[] bytes =
          frame(head, length == payload.length ? payload : Arrays.copyOf(payload, length))
              .encoded(true);
      for (int at = 0; at < bytes.length; at += chop) {
        ByteBuffer some = ByteBuffer.wrap(bytes, at, Math.min(chop, bytes.length - at));
        for (Received event : server.receive(some)) {
          Data data = (Data) event;
          assertThat(data.kind()).isEqualTo(kind);
          server.send(data);
          ends += data.last() ? 1 : 0;
        }
        echoed += takeBytes();
      }
    }
    assertThat(ends).isEqualTo(1);
    assertThat(echoed).isGreaterThan(size).isLessThan(2L * size + 1000);
  }

  private long takeBytes() {
    long taken = 0;
    for (ByteBuffer next; (next = server.bytesToSend()).hasRemaining(); ) {
      taken += next.remaining();
      next.position(next.limit());
    }
    return taken;
  }

  @ParameterizedTest(name = "9.1 and 9.2: {0} bytes")
  @ValueSource(ints = {64 << 10, 256 << 10, MB, 4 * MB, 8 * MB, 16 * MB})
  void large_messages(int size) {
    echo(Kind.TEXT, size, size, size);
    echo(Kind.BINARY, size, size, size);
  }

  @ParameterizedTest(name = "9.3 and 9.4: fragments of {0} bytes")
  @ValueSource(ints = {64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, MB, 4 * MB})
  void large_messages_in_fragments(int fragment) {
    echo(Kind.TEXT, 4 * MB, fragment, 4 * MB);
    echo(Kind.BINARY, 4 * MB, fragment, 4 * MB);
  }

  @ParameterizedTest(name = "9.5 and 9.6: chops of {0} bytes")
  @ValueSource(ints = {64, 128, 256, 512, 1024, 2048})
  void large_messages_in_chops(int chop) {
    echo(Kind.TEXT, MB, MB, chop);
    echo(Kind.BINARY, MB, MB, chop);
  }

  @ParameterizedTest(name = "9.7: 1,000 messages of {0} bytes")
  @ValueSource(ints = {1, 16, 64, 256, 1024, 4096})
  void many_messages(int size) {
    for (int i = 0; i < 1000; i++) {
      echo(Kind.TEXT, size, size, size + 14);
      echo(Kind.BINARY, size, size, size + 14);
    }
  }

  @Test
  void case_9_9_1_a_message_without_end_is_stopped_by_its_limit() {
    byte[] next = frame(0x00, AutobahnCases.filled(4096, '*')).encoded(true);
    server.receive(ByteBuffer.wrap(frame(0x01, "").encoded(true)));
    int frames = 0;
    while (!server.isClosed()) {
      Received event = server.receive(ByteBuffer.wrap(next.clone())).getFirst();
      frames++;
      assertThat(event instanceof Violation).isEqualTo(server.isClosed());
    }
    assertThat(frames).isEqualTo(16 * MB / 4096 + 1);
  }

  @Test
  void case_10_1_1_a_message_in_fragments_of_1300() {
    echo(Kind.TEXT, 65536, 1300, 65536);
  }

  @ParameterizedTest(name = "12.1 to 12.5: {0} bytes in fragments of {1}, context takeover {2}")
  @CsvSource({
    "16, 0, false",
    "64, 0, false",
    "256, 0, true",
    "1024, 0, false",
    "4096, 0, true",
    "8192, 0, false",
    "16384, 0, true",
    "32768, 0, false",
    "65536, 0, true",
    "131072, 0, false",
    "8192, 256, false",
    "16384, 256, true",
    "32768, 256, false",
    "65536, 256, true",
    "131072, 256, false",
    "131072, 1024, true"
  })
  void compressed_messages(int size, int fragment, boolean takeover) {
    var options = DeflateOptions.defaults().withThreshold(0).withContextTakeover(takeover);
    try (var echo =
        WebSocketEngine.server(
            new Agreement(
                Optional.empty(), Optional.of(new DeflateAgreement(takeover, takeover, options))),
            WebSocketLimits.defaults())) {
      var deflater = new Deflater(6, true);
      var inflater = new Inflater(true);
      var random = new Random(size);
      for (int i = 0; i < 10; i++) {
        if (!takeover) {
          deflater.reset();
          inflater.reset();
        }
        byte[] message = DeflateTest.compressible(random, size);
        byte[] answer = compressedEcho(echo, Compressed.message(deflater, message), fragment);
        assertThat(Compressed.original(inflater, answer)).isEqualTo(message);
      }
      deflater.end();
      inflater.end();
    }
  }

  /** The compressed payload that comes back, without the ends of its fragments. */
  private static byte[] compressedEcho(WebSocketEngine echo, byte[] payload, int fragment) {
    int length = fragment == 0 ? payload.length : fragment;
    for (int at = 0; at < payload.length; at += length) {
      boolean isLast = at + length >= payload.length;
      byte[] part = Arrays.copyOfRange(payload, at, Math.min(payload.length, at + length));
      byte[] bytes = frame((at == 0 ? 0x42 : 0) | (isLast ? 0x80 : 0), part).encoded(true);
      echo.receive(ByteBuffer.wrap(bytes)).forEach(event -> echo.send((Data) event));
    }
    byte[] all = {};
    for (Raw.Sent sent : Raw.decode(Feed.drain(echo), false)) {
      all = Raw.concatenated(all, sent.payload());
    }
    return all;
  }
}
