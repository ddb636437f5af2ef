package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The response of one exchange, if it may be compressed. */
final class CompressedResponse {
  private final Compression compression;
  private @Nullable GzipSink sink;

  CompressedResponse(Compression compression) {
    this.compression = compression;
  }

  @Async
  BodySink respond(ServerStream stream, int status, Headers headers, OptionalLong length)
      throws IOException {
    return compression.respond(stream, status, headers, length, this);
  }

  void begin(GzipSink newSink) {
    sink = newSink;
  }

  /** Ends the response, if it was begun. */
  @Async
  void end() throws IOException {
    if (sink != null) {
      sink.end();
    }
  }

  /** Frees the native memory. */
  void free() {
    if (sink != null) {
      sink.free();
    }
  }
}
