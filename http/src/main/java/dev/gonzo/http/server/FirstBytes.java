package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a connection without TLS, which show its version: HTTP/2 begins with a preface
 * that is no request of HTTP/1.1 (RFC 9113, section 3.4).
 */
final class FirstBytes {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private final ByteStream stream;
  private final byte[] buffer = new byte[Http1Input.SMALL];
  private int count;
  private boolean hasEnded;

  private FirstBytes(ByteStream stream) {
    this.stream = stream;
  }

  /**
   * Reads until the version is known.
   *
   * @param limit how long that may take
   * @return the bytes; null if the client has left, or has taken too long
   */
  @Async
  static @Nullable ByteBuffer read(ByteStream stream, Duration limit) throws IOException {
    var bytes = new FirstBytes(stream);
    Duration longest = limit.equals(Http1Limits.FOREVER) ? null : limit;
    boolean isInTime = Gonzo.ignoreAfter(longest, bytes::readInTime);
    return isInTime && bytes.count > 0 ? ByteBuffer.wrap(bytes.buffer, 0, bytes.count) : null;
  }

  private void readInTime() throws IOException {
    Gonzo.idle(this::readOnce);
    while (count > 0 && count < PREFACE.length && isBeginning() && !hasEnded) {
      readOnce();
    }
  }

  private void readOnce() throws IOException {
    int read = stream.read(buffer, count, buffer.length - count);
    hasEnded = read < 0;
    count += Math.max(0, read);
  }

  private boolean isBeginning() {
    return Arrays.equals(buffer, 0, count, PREFACE, 0, count);
  }

  static boolean isHttp2(ByteBuffer received) {
    return received.remaining() >= PREFACE.length
        && received.slice(received.position(), PREFACE.length).equals(ByteBuffer.wrap(PREFACE));
  }
}
