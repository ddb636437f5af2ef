package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** Operations on whole streams. */
public final class Streams {
  private Streams() {}

  /**
   * Copies all bytes of a source to a sink. Neither is flushed or closed.
   *
   * <p>Suspends; a checkpoint. If it is cancelled or fails half way, the exception carries a {@link
   * PartialTransferException} with the number of bytes that the sink has taken. Bytes that were
   * read but not taken are lost, unless the source is an {@link Input}, which keeps them.
   *
   * @param source the source
   * @param sink where the bytes go
   * @return the number of bytes
   * @throws IOException if either has failed, or is closed
   */
  @Async
  public static long copy(ByteSource source, ByteSink sink) throws IOException {
    Input input = source instanceof Input buffered ? buffered : Input.of(source);
    return input.copyTo(sink);
  }

  /**
   * Reads the lines of a source, in UTF-8 and of at most 64 KiB each. The source is not closed.
   *
   * @param source the source
   * @return the lines, see {@link Input#lines}
   */
  public static Iterable<String> lines(ByteSource source) {
    return Input.of(source).lines();
  }

  /**
   * Puts an idle limit on a stream, shared by both directions: when no byte has moved in either
   * direction for that long, current reads and writes throw {@link IdleException}. Each byte that
   * is read or written renews the limit for both directions, so that a waiting read does not fail
   * while writes continue.
   *
   * <pre>{@code
   * try (var stream = Streams.withIdleLimit(socket, ofSeconds(30))) {
   *   talk(Input.of(stream), Output.of(stream));
   * }
   * }</pre>
   *
   * <p>The time counts only while a read or write is in progress, and starts again with the next
   * one: a task that computes for an hour before it reads does not exceed the limit. For TLS, put
   * the limit on the connection below it, where it covers the handshake too, or on the {@code
   * TlsStream}.
   *
   * <p>After that, each later read and write throws at once. The read that was ended has taken
   * nothing, and the exception of a {@code writeAll} carries a {@link PartialTransferException}.
   * The underlying stream is not closed by this; close the returned stream as usual. A server
   * treats the failure as one of the client's own connection, see {@link StreamFailureException}.
   *
   * <p>Never suspends. The methods of the returned stream suspend like those of the underlying one.
   * They are for tasks of one kernel, and all reads and writes must go through the returned stream.
   *
   * @param stream a connection, or any other stream
   * @param limit the idle limit, greater than zero
   * @return the stream with the limit; closing it closes the underlying stream
   * @throws IllegalArgumentException if the limit is zero or less
   */
  public static ByteStream withIdleLimit(ByteStream stream, Duration limit) {
    Objects.requireNonNull(stream);
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("an idle limit must be greater than zero, got " + limit);
    }
    return new IdleLimitedStream(stream, limit);
  }
}
