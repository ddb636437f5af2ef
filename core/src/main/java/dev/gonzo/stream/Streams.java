package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** What is done with whole streams. */
public final class Streams {
  private Streams() {}

  /**
   * Copies all bytes of a source to a sink. Neither is flushed or closed.
   *
   * <p>Suspends; a checkpoint. Whatever cuts it off carries a {@link CutOff} that tells how many
   * bytes the sink has taken. What was read and not taken then is lost, unless the source is an
   * {@link Input}, which keeps it.
   *
   * @param source where they come from
   * @param sink where they go
   * @return how many
   * @throws IOException if either has failed, or is closed
   */
  @Async
  public static long copy(ByteSource source, ByteSink sink) throws IOException {
    Input input = source instanceof Input buffered ? buffered : Input.of(source);
    return input.copyTo(sink);
  }

  /**
   * Takes the lines of a source, in UTF-8 and of at most 64 KiB each. It is not closed.
   *
   * @param source where they come from
   * @return the lines, as {@link Input#lines} tells them
   */
  public static Iterable<String> lines(ByteSource source) {
    return Input.of(source).lines();
  }

  /**
   * Puts an idle limit on a stream, one for both directions: when no byte has moved either way for
   * that long, whatever reads or writes is cut off with an {@link IdleException}. Each byte that is
   * read or written renews the limit for both, so that a read that waits is not cut off while
   * writes go on.
   *
   * <pre>{@code
   * try (var stream = Streams.withIdleLimit(socket, ofSeconds(30))) {
   *   talk(Input.of(stream), Output.of(stream));
   * }
   * }</pre>
   *
   * <p>The limit counts while something reads or writes, and begins anew when that is so again: a
   * task that computes for an hour before it reads is not cut off. To limit TLS, give the limit to
   * the connection below it, where it covers the handshake too, or to the {@code TlsStream}.
   *
   * <p>What was cut off stays cut off: each later read and write throws at once. Cut off, a read
   * has taken nothing, and a {@code writeAll} carries a {@link CutOff}. The stream below is not
   * closed by that, but by closing this one, as always. To a server the failure is one of the
   * client's own connection: see {@link StreamFailure}.
   *
   * <p>Never suspends. The stream's methods do as those of the stream below; they are for the tasks
   * of one kernel, and everything that moves bytes is to go through this one.
   *
   * @param stream a connection, or any other stream
   * @param limit for how long nothing may move; more than zero
   * @return the stream with that limit; closing it closes the one below
   * @throws IllegalArgumentException if the limit is zero or less
   */
  public static ByteStream withIdleLimit(ByteStream stream, Duration limit) {
    Objects.requireNonNull(stream);
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("an idle limit is more than zero, got " + limit);
    }
    return new IdleLimitedStream(stream, limit);
  }
}
