package dev.gonzo.http.engine;

import dev.gonzo.http.engine.http1.ClientOutput;
import dev.gonzo.http.engine.http1.Close;
import dev.gonzo.http.engine.http1.Data;
import dev.gonzo.http.engine.http1.EndOfMessage;
import dev.gonzo.http.engine.http1.RequestHead;
import dev.gonzo.http.engine.http1.ResponseHead;
import dev.gonzo.http.engine.http1.ServerOutput;
import dev.gonzo.http.engine.http1.Transferred;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Sent;
import dev.gonzo.http.engine.websocket.WebSocketEvent;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;

/** Makes events at random: each is valid by itself, and many cannot be sent. */
final class FuzzedEvents {
  private final Random random;

  FuzzedEvents(Random random) {
    this.random = random;
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  private String any(String... all) {
    return all[random.nextInt(all.length)];
  }

  private ByteBuffer bytes() {
    byte[] bytes = new byte[random.nextInt(oneIn(9) ? 5_000 : 30)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (oneIn(200) ? random.nextInt() : 'a' + random.nextInt(3));
    }
    return ByteBuffer.wrap(bytes);
  }

  private Headers headers() {
    Headers headers =
        oneIn(3) ? Headers.of("content-length", any("0", "5", "20", "x")) : Headers.none();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name =
          any("x-a", "x-b", "connection", "upgrade", "cookie", "transfer-encoding", "host", "te");
      headers =
          headers.with(name, any("", "close", "chunked", "a, b", "upgrade", "a", "y".repeat(200)));
    }
    return headers;
  }

  private Headers fewHeaders() {
    return oneIn(3) ? headers() : Headers.none();
  }

  private EndOfMessage end() {
    return new EndOfMessage(oneIn(4) ? headers() : Headers.none());
  }

  private Headers requestHeaders() {
    Headers headers = oneIn(5) ? Headers.of("expect", "100-continue") : fewHeaders();
    return oneIn(9) ? headers : headers.without("host").with("host", any("a", "a", "a:80", "b"));
  }

  ServerOutput http1Server() {
    return switch (random.nextInt(20)) {
      case 0 -> oneIn(2) ? new Close() : new Transferred(random.nextInt(6));
      case 1 -> ResponseHead.of(100 + random.nextInt(5), fewHeaders());
      case 2 -> ResponseHead.of(304, fewHeaders());
      case 3, 4, 5, 6, 7 -> ResponseHead.of(200 + random.nextInt(6), fewHeaders());
      case 8, 9, 10, 11 -> new Data(bytes());
      default -> end();
    };
  }

  ClientOutput http1Client() {
    return switch (random.nextInt(20)) {
      case 0 -> oneIn(4) ? new Close() : end();
      case 1, 2, 3, 4, 5, 6, 7 ->
          RequestHead.of(
              any("GET", "POST", "HEAD", "OPTIONS", oneIn(5) ? "CONNECT" : "PUT"),
              any("/", "/a?b", "*", "http://a/", "a:80"),
              requestHeaders());
      case 8, 9, 10, 11 -> new Data(bytes());
      default -> end();
    };
  }

  private int stream() {
    return oneIn(30) ? random.nextInt() : 1 + 2 * random.nextInt(oneIn(2) ? 3 : 12);
  }

  private Sent anySent() {
    return switch (random.nextInt(24)) {
      case 0 -> oneIn(9) ? new Sent.GoAway(ErrorCode.NO_ERROR, "a") : new Sent.Ping(1);
      case 1 -> oneIn(5) ? new Sent.Drain() : new Sent.Ping(random.nextLong());
      case 2, 3 -> new Sent.Reset(stream(), ErrorCode.CANCEL);
      case 4, 5, 6 -> new Sent.Read(stream(), random.nextInt(30));
      case 7, 8 -> new Sent.Trailers(stream(), fewHeaders());
      default -> new Sent.Data(stream(), bytes(), oneIn(4));
    };
  }

  Sent http2Server() {
    return oneIn(2)
        ? new Sent.Response(
            stream(),
            oneIn(6) ? 100 + random.nextInt(4) : 200 + random.nextInt(5),
            fewHeaders(),
            oneIn(3))
        : anySent();
  }

  Sent http2Client(int next) {
    if (!oneIn(3)) {
      return anySent();
    }
    boolean isConnect = oneIn(9);
    return new Sent.Request(
        oneIn(20) ? stream() : next,
        isConnect ? "CONNECT" : any("GET", "POST", "HEAD"),
        isConnect && oneIn(2) ? "" : any("http", "https", "x"),
        any("a", "a:80", oneIn(9) ? "" : "b"),
        isConnect && oneIn(2) ? "" : any("/", "/a", "*"),
        isConnect && oneIn(2) ? Optional.of("websocket") : Optional.empty(),
        fewHeaders(),
        oneIn(2));
  }

  WebSocketEvent.Sent webSocket() {
    return switch (random.nextInt(20)) {
      case 0 -> new WebSocketEvent.Ping(bytes());
      case 1 -> new WebSocketEvent.Pong(bytes());
      case 2 ->
          oneIn(4)
              ? new WebSocketEvent.Close(random.nextInt(5_000), any("", "a", "é".repeat(70)))
              : new WebSocketEvent.Ping(ByteBuffer.wrap(new byte[1]));
      case 3, 4, 5, 6 -> WebSocketEvent.Data.text(any("", "a", "é", "日".repeat(99)));
      default ->
          new WebSocketEvent.Data(
              oneIn(4) ? WebSocketEvent.Kind.TEXT : WebSocketEvent.Kind.BINARY, bytes(), oneIn(3));
    };
  }
}
