package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;

/** Writes the bodies of one side, one after the other. */
final class BodyWriter {
  private final Output output;
  private BodyKind kind = BodyKind.NONE;
  private long left;

  BodyWriter(Output output) {
    this.output = output;
  }

  void begin(BodyKind kind, long length) {
    this.kind = kind;
    left = length;
  }

  /** Returns whether all bytes of the body were sent, with its end or without. */
  boolean isComplete() {
    return kind == BodyKind.NONE || (kind == BodyKind.LENGTH && left == 0);
  }

  BodyKind kind() {
    return kind;
  }

  void data(ByteBuffer bytes) {
    int length = bytes.remaining();
    if (length == 0) {
      // It would be the last chunk.
      return;
    }
    switch (kind) {
      case NONE ->
          throw new IllegalStateException(
              "this message has no body: send EndOfMessage without Data");
      case LENGTH -> {
        requireLeft(length);
        left -= length;
        output.bytes(bytes);
      }
      case UNTIL_CLOSE -> output.bytes(bytes);
      case CHUNKED -> {
        output.text(Integer.toHexString(length)).text("\r\n");
        output.bytes(bytes);
        output.text("\r\n");
      }
    }
  }

  /** Counts bytes that the caller writes by itself, behind all that was sent before. */
  void transferred(long length) {
    if (kind != BodyKind.LENGTH) {
      throw new IllegalStateException(
          "only a body with content-length can be written beside the engine: send Data");
    }
    if (!output.isEmpty()) {
      throw new IllegalStateException(
          "what was sent before is not written yet: write bytesToSend() first");
    }
    requireLeft(length);
    left -= length;
  }

  private void requireLeft(long length) {
    if (length > left) {
      throw new IllegalStateException(
          "the body is longer than its content-length: %d bytes are left, got %d"
              .formatted(left, length));
    }
  }

  void end(Headers trailers) {
    String forbidden = Trailers.forbidden(trailers);
    if (forbidden != null) {
      throw new IllegalArgumentException(
          "the field " + forbidden + " cannot be a trailer: send it in the head");
    }
    switch (kind) {
      case LENGTH -> {
        if (left > 0) {
          throw new IllegalStateException(
              "the body is shorter than its content-length: %d bytes are missing; send them, or Close"
                  .formatted(left));
        }
        if (trailers.size() > 0) {
          throw new IllegalStateException(
              "only a chunked body has trailers: leave out content-length");
        }
      }
      case CHUNKED -> {
        output.text("0\r\n");
        for (Header trailer : trailers) {
          output.text(trailer.name()).text(": ").text(trailer.value()).text("\r\n");
        }
        output.text("\r\n");
      }
      case NONE, UNTIL_CLOSE -> {
        // A peer that cannot have trailers does not miss them (RFC 9110, section 6.5).
      }
    }
    kind = BodyKind.NONE;
  }
}
