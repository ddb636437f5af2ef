package dev.gonzo.stream;

import dev.gonzo.Async;
import java.io.IOException;

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
}
