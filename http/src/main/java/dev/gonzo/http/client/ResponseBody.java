package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.Body;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/** The body of a response. At its end the connection goes back to the pool. */
final class ResponseBody implements Body {
  private static final Duration DRAIN_TIME = Duration.ofSeconds(1);
  private static final int DRAIN_PART = 8 << 10;

  private final Attempt attempt;
  private final ClientExchange exchange;
  private final Moment until;
  private final long drained;
  private final OptionalLong length;
  private boolean hasEnded;
  private boolean isClosed;

  ResponseBody(Attempt attempt, Moment until, long drained) {
    this.attempt = attempt;
    this.until = until;
    this.drained = drained;
    exchange = attempt.exchange();
    length = exchange.length();
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public Headers trailers() {
    if (!hasEnded) {
      throw new IllegalStateException("trailers come after the body: read it to its end first");
    }
    return exchange.trailers();
  }

  /** Ends it without reading if there is nothing to read. */
  @Async
  void endIfEmpty() throws IOException {
    if (exchange.isAtEnd()) {
      int _ = Gonzo.withoutCancellation(() -> read(new byte[1], 0, 1));
    }
  }

  @Async
  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, buffer.length);
    if (isClosed && !hasEnded) {
      throw new IOException("the response is closed: read its body before that");
    }
    if (hasEnded || count == 0) {
      Gonzo.checkpoint();
      return count == 0 ? 0 : -1;
    }
    int more;
    try {
      more = readInTime(buffer, offset, count);
    } catch (IOException failure) {
      throw ended(failure);
    }
    if (more < 0) {
      hasEnded = true;
      attempt.finish();
    }
    return more;
  }

  private int readInTime(byte[] buffer, int offset, int count) throws IOException {
    if (until.equals(Moment.NEVER)) {
      return exchange.read(buffer, offset, count);
    }
    try {
      return Gonzo.<Integer, IOException>timeoutAt(
          until, () -> exchange.read(buffer, offset, count));
    } catch (DeadlineExceededException late) {
      if (Moment.now().isBefore(until)) {
        throw late;
      }
      throw new SocketTimeoutException(
          "the response has not ended within the timeout of the request");
    }
  }

  private IOException ended(IOException failure) {
    isClosed = true;
    attempt.abort();
    Exception cause = attempt.uploadFailure();
    return cause == null ? failure : new IOException("the body of the request has failed", cause);
  }

  /** Reads and drops what is left if that is little; otherwise the connection is closed. */
  @Async
  @Override
  public void close() {
    if (hasEnded || isClosed) {
      return;
    }
    try {
      if (mayDrain()) {
        boolean _ = Gonzo.ignoreAfter(DRAIN_TIME, this::drain);
      }
    } catch (IOException failure) {
      // It is closed already.
    } finally {
      isClosed = true;
      attempt.abort();
    }
  }

  private boolean mayDrain() {
    return attempt.isDrainable() && (length.isEmpty() || length.getAsLong() <= drained);
  }

  private void drain() throws IOException {
    var dropped = new byte[DRAIN_PART];
    long left = drained;
    int more;
    do {
      more = read(dropped, 0, dropped.length);
      left -= more;
    } while (more >= 0 && left > 0);
  }
}
