package dev.gonzo.http.engine.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Requests of a seed, from an engine in the role of the client, to a server that echoes bodies. */
final class Transfers {
  /** An exchange, as far as it has come. */
  private static final class Exchange {
    final byte[] body;
    final Headers headers;
    int sent;
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    Headers answered = Headers.none();
    boolean isComplete;

    Exchange(byte[] body, Headers headers) {
      this.body = body;
      this.headers = headers;
    }
  }

  final Http2Engine client;
  private final Random random;
  private final Map<Integer, Exchange> exchanges = new HashMap<>();
  private int left;

  Transfers(long seed, Http2Limits limits, int requests) {
    random = new Random(seed);
    client = Http2Engine.client(limits);
    left = requests;
  }

  boolean isComplete() {
    return left == 0 && exchanges.values().stream().allMatch(each -> each.isComplete);
  }

  /** Sends something: a request or a part of a body. */
  void step() {
    if (left > 0 && client.canRequest() && random.nextBoolean()) {
      request();
    }
    exchanges.forEach((stream, each) -> {
      if (client.canSend(stream) && random.nextBoolean() && client.waitingBytes(stream) == 0) {
        int part = Math.min(each.body.length - each.sent, 1 + random.nextInt(40_000));
        boolean isLast = each.sent + part == each.body.length;
        client.send(new Sent.Data(stream, ByteBuffer.wrap(each.body, each.sent, part), isLast));
        each.sent += part;
      }
    });
  }

  private void request() {
    left--;
    byte[] body = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(150_000)];
    random.nextBytes(body);
    Headers headers = Headers.of("x-number", String.valueOf(random.nextInt(10)));
    for (int i = random.nextInt(6); i > 0; i--) {
      headers = headers.with("x-" + random.nextInt(20), "v".repeat(random.nextInt(200)));
    }
    int stream = client.nextStream();
    exchanges.put(stream, new Exchange(body, headers));
    boolean isEnd = body.length == 0 && random.nextBoolean();
    client.send(
        new Sent.Request(
            stream, "POST", "http", "example.org", "/echo", Optional.empty(), headers, isEnd));
  }

  /** Takes bytes of the server, cut at random. */
  void receive(byte[] bytes) {
    Feeding.SPLIT.feed(bytes, random, buffer -> client.receive(buffer).forEach(this::received));
  }

  private void received(Received event) {
    switch (event) {
      case Received.Response response ->
          exchanges.get(response.stream()).answered = response.headers();
      case Received.Data data -> {
        byte[] part = new byte[data.bytes().remaining()];
        data.bytes().get(part);
        exchanges.get(data.stream()).received.writeBytes(part);
        client.send(new Sent.Read(data.stream(), part.length));
      }
      case Received.End end -> complete(exchanges.get(end.stream()));
      case Received.SettingsChanged _ -> {}
      // Requested before the peer's settings said how many streams it allows: once more.
      case Received.Reset(int stream, ErrorCode error) when error == ErrorCode.REFUSED_STREAM -> {
        exchanges.remove(stream);
        left++;
      }
      default -> throw new AssertionError(event);
    }
  }

  private static void complete(Exchange exchange) {
    assertThat(exchange.received.toByteArray()).isEqualTo(exchange.body);
    for (Header header : exchange.headers) {
      assertThat(exchange.answered).contains(header);
    }
    exchange.isComplete = true;
  }

  /** {@return bytes for the server; not always all} */
  byte[] bytes() {
    return bytes(client, random);
  }

  static byte[] bytes(Http2Engine engine, Random random) {
    var out = new ByteArrayOutputStream();
    while (random.nextInt(4) != 0) {
      ByteBuffer bytes = engine.bytesToSend();
      byte[] part = new byte[bytes.hasRemaining() ? 1 + random.nextInt(bytes.remaining()) : 0];
      bytes.get(part);
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
