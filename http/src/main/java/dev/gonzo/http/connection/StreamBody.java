package dev.gonzo.http.connection;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.Body;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The body that arrives on a stream. */
final class StreamBody implements Body {
  private final Http2Stream stream;
  private final OptionalLong length;
  private Http2Stream.@Nullable FirstRead beforeFirstRead;

  StreamBody(
      Http2Stream stream, OptionalLong length, Http2Stream.@Nullable FirstRead beforeFirstRead) {
    this.stream = stream;
    this.length = length;
    this.beforeFirstRead = beforeFirstRead;
  }

  @Override
  public OptionalLong length() {
    return length;
  }

  @Override
  public Headers trailers() {
    return stream.trailers();
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    Http2Stream.FirstRead before = beforeFirstRead;
    if (before != null) {
      beforeFirstRead = null;
      before.begin();
    }
    return stream.read(buffer, offset, count);
  }

  @Override
  public String toString() {
    return "body of " + stream;
  }
}
