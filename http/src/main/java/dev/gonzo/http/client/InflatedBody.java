package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.Body;
import java.io.IOException;
import java.util.Objects;
import java.util.OptionalLong;

/** A body that is decompressed while it is read, with bounded memory. */
final class InflatedBody implements Body {
  private static final int INPUT = 8 << 10;
  private static final long FREE_OF_RATIO = 1 << 20;

  private final Body body;
  private final Decompression limits;
  private final Inflation inflation;
  private final byte[] input = new byte[INPUT];
  private long taken;
  private long given;
  private boolean hasEnded;

  InflatedBody(Body body, Decompression limits, boolean isGzip) {
    this.body = body;
    this.limits = limits;
    inflation = new Inflation(isGzip);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.empty();
  }

  @Override
  public Headers trailers() {
    return body.trailers();
  }

  @Async
  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, buffer.length);
    // Before anything is taken, so that a cancellation loses nothing.
    Gonzo.checkpoint();
    if (count == 0 || hasEnded) {
      return count == 0 ? 0 : -1;
    }
    try {
      return inflate(buffer, offset, count);
    } catch (ContentCodingException bad) {
      close();
      throw bad;
    }
  }

  private int inflate(byte[] buffer, int offset, int count) throws IOException {
    while (true) {
      int more = inflation.inflate(buffer, offset, count);
      if (more > 0) {
        count(more);
        return more;
      }
      int read = body.read(input);
      if (read < 0) {
        inflation.requireEnd();
        hasEnded = true;
        inflation.close();
        return -1;
      }
      taken += read;
      inflation.give(input, read);
    }
  }

  private void count(int more) throws ContentCodingException {
    given += more;
    if (given > limits.most()) {
      throw new ContentCodingException(
          "the response has more than %d bytes decompressed: raise Decompression.most"
              .formatted(limits.most()));
    }
    if (given > FREE_OF_RATIO && given / limits.ratio() > taken) {
      throw new ContentCodingException(
          "the response is more than %d times longer than its compressed form: raise"
                  .formatted(limits.ratio())
              + " Decompression.ratio");
    }
  }

  @Async
  @Override
  public void close() throws IOException {
    hasEnded = true;
    inflation.close();
    body.close();
  }
}
