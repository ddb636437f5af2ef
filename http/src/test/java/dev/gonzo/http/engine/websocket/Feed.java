package dev.gonzo.http.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Data;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Received;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Gives bytes to an engine whole, one by one, and split at random, which must make no difference.
 */
final class Feed {
  /** What came out. Parts of a message that follow each other are one. */
  record Result(List<Received> events, byte[] sent, boolean isClosed) {
    List<Raw.Sent> frames(boolean masked) {
      return Raw.decode(sent, masked);
    }
  }

  private Feed() {}

  static Result server(byte[]... input) {
    return server(WebSocketLimits.defaults(), input);
  }

  static Result server(WebSocketLimits limits, byte[]... input) {
    return all(() -> WebSocketEngine.server(Agreement.plain(), limits), input);
  }

  static Result client(byte[]... input) {
    return all(
        () ->
            WebSocketEngine.client(
                Agreement.plain(), WebSocketLimits.defaults(), new Random(1)::nextInt),
        input);
  }

  static Result all(Supplier<WebSocketEngine> engines, byte[]... input) {
    byte[] bytes = Raw.concatenated(input);
    Result whole = once(engines.get(), bytes, new int[] {bytes.length});
    int[] ones = new int[bytes.length];
    Arrays.fill(ones, 1);
    assertSame(whole, once(engines.get(), bytes, ones), "byte by byte");
    for (int seed = 1; seed <= 5; seed++) {
      assertSame(whole, once(engines.get(), bytes, split(bytes.length, seed)), "seed " + seed);
    }
    return whole;
  }

  static int[] split(int length, long seed) {
    var random = new Random(seed);
    var parts = new ArrayList<Integer>();
    int left = length;
    while (left > 0) {
      int part = random.nextInt(0, Math.min(left, random.nextBoolean() ? 4 : 64) + 1);
      parts.add(part);
      left -= part;
    }
    return parts.stream().mapToInt(Integer::intValue).toArray();
  }

  static Result once(WebSocketEngine engine, byte[] bytes, int[] parts) {
    var events = new ArrayList<Received>();
    int at = 0;
    for (int part : parts) {
      // Read-only buffers are taken by another path.
      byte[] copy = Arrays.copyOfRange(bytes, at, at + part);
      ByteBuffer buffer = ByteBuffer.wrap(copy);
      buffer = part % 3 == 1 ? buffer.asReadOnlyBuffer() : buffer;
      for (Received event : engine.receive(buffer)) {
        add(events, event);
        if (event instanceof Close close && engine.canSend()) {
          engine.send(close.answer());
        }
      }
      assertThat(buffer.hasRemaining()).as("bytes that were not taken").isFalse();
      at += part;
    }
    return new Result(events, drain(engine), engine.isClosed());
  }

  static byte[] drain(WebSocketEngine engine) {
    var out = new ByteArrayOutputStream();
    for (ByteBuffer next; (next = engine.bytesToSend()).hasRemaining(); ) {
      byte[] some = new byte[Math.min(next.remaining(), 7001)];
      next.get(some);
      out.writeBytes(some);
    }
    return out.toByteArray();
  }

  private static void add(List<Received> events, Received event) {
    if (event instanceof Data data
        && !events.isEmpty()
        && events.getLast() instanceof Data before
        && !before.last()) {
      assertThat(data.kind()).isEqualTo(before.kind());
      var joined = ByteBuffer.allocate(before.bytes().remaining() + data.bytes().remaining());
      joined.put(before.bytes().duplicate()).put(data.bytes().duplicate()).flip();
      events.set(events.size() - 1, new Data(data.kind(), joined, data.last()));
    } else {
      events.add(event);
    }
  }

  private static void assertSame(Result whole, Result other, String how) {
    assertThat(other.events()).as(how).isEqualTo(whole.events());
    assertThat(other.sent()).as(how).isEqualTo(whole.sent());
    assertThat(other.isClosed()).as(how).isEqualTo(whole.isClosed());
  }
}
