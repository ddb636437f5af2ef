package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of one side, one after the other. */
final class BodyReader {
  private enum State {
    SIZE,
    DATA,
    DATA_END,
    TRAILERS,
    END
  }

  private static final String LENGTH_SECTION = "limit body";

  private final LineReader lines;
  private final FieldsReader fields;
  private final Http1Limits limits;
  private BodyKind kind = BodyKind.NONE;
  private State state = State.END;
  private long left;
  private long received;
  private int extensionsLeft;
  private Headers trailers = Headers.none();

  BodyReader(LineReader lines, FieldsReader fields, Http1Limits limits) {
    this.lines = lines;
    this.fields = fields;
    this.limits = limits;
  }

  void begin(BodyKind kind, long length) {
    if (length > limits.body()) {
      throw new ViolationException(413, "the body is too long", LENGTH_SECTION);
    }
    this.kind = kind;
    left = kind == BodyKind.LENGTH ? length : 0;
    received = 0;
    state = State.SIZE;
    extensionsLeft = limits.chunkExtensions();
    trailers = Headers.none();
  }

  BodyKind kind() {
    return kind;
  }

  /** Returns how many bytes are known to come: of the body, or of its current chunk. */
  long left() {
    return left;
  }

  long received() {
    return received;
  }

  Headers trailers() {
    return trailers;
  }

  /**
   * Takes bytes.
   *
   * @param events where the data go; null if they are of no use
   * @return whether the body has ended
   */
  boolean read(ByteBuffer bytes, @Nullable List<? super BodyInput> events) {
    return switch (kind) {
      case NONE -> true;
      case LENGTH -> {
        data(bytes, events);
        yield left == 0;
      }
      case UNTIL_CLOSE -> {
        left = limits.body() - received;
        data(bytes, events);
        if (bytes.hasRemaining()) {
          throw new ViolationException(413, "the body is too long", LENGTH_SECTION);
        }
        yield false;
      }
      case CHUNKED -> {
        while (state != State.END && step(bytes, events)) {
          // The next part.
        }
        yield state == State.END;
      }
    };
  }

  private boolean step(ByteBuffer bytes, @Nullable List<? super BodyInput> events) {
    switch (state) {
      case SIZE -> {
        return size(bytes);
      }
      case DATA -> {
        data(bytes, events);
        if (left > 0) {
          return false;
        }
        state = State.DATA_END;
      }
      case DATA_END -> {
        switch (lines.read(bytes, 0)) {
          case INCOMPLETE -> {
            return false;
          }
          case TOO_LONG -> throw bad("a chunk is longer than its size", "RFC 9112, 7.1");
          case COMPLETE -> state = State.SIZE;
        }
      }
      case TRAILERS -> {
        if (!fields.read(bytes, "limit trailerBytes")) {
          return false;
        }
        trailers = fields.take();
        if (Trailers.forbidden(trailers) != null) {
          throw bad("a field that cannot be a trailer is one", "RFC 9110, 6.5.1");
        }
        state = State.END;
      }
      case END -> {
        // Not called then.
      }
    }
    return true;
  }

  private boolean size(ByteBuffer bytes) {
    switch (lines.read(bytes, ChunkLine.DIGITS + extensionsLeft)) {
      case INCOMPLETE -> {
        return false;
      }
      case TOO_LONG -> throw bad("the lines before chunks are too long", "limit chunkExtensions");
      case COMPLETE -> {
        long size = ChunkLine.size(lines.array(), lines.start(), lines.end());
        extensionsLeft -= Math.max(0, lines.end() - lines.start() - ChunkLine.DIGITS);
        if (size > limits.body() - received) {
          throw new ViolationException(413, "the body is too long", LENGTH_SECTION);
        }
        left = size;
        state = size == 0 ? State.TRAILERS : State.DATA;
        if (size == 0) {
          fields.begin(limits.trailerBytes());
        }
      }
    }
    return true;
  }

  private void data(ByteBuffer bytes, @Nullable List<? super BodyInput> events) {
    int count = (int) Math.min(left, bytes.remaining());
    if (count == 0) {
      return;
    }
    if (events != null) {
      events.add(new Data(bytes.slice(bytes.position(), count)));
    }
    bytes.position(bytes.position() + count);
    left -= count;
    received += count;
  }
}
