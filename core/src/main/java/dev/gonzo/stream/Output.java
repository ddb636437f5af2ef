package dev.gonzo.stream;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Checkpoint;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a program writes to a {@link ByteSink}: lines, frames, bytes, gathered in a buffer until it
 * is full or {@link #flush flushed}.
 *
 * <pre>{@code
 * try (var output = Output.of(socket)) {
 *   output.writeLine("HELO");
 *   output.flush();
 * }
 * }</pre>
 *
 * <p>A flush that is cut off has written a part, which its {@link CutOff} tells; the rest stays in
 * the buffer, and the next flush goes on with it. For tasks of one kernel; one task writes at a
 * time.
 */
public final class Output implements ByteSink {
  private static final int SIZE = 8192;

  private final ByteSink sink;
  private final Charset charset;
  private final byte[] buffer = new byte[SIZE];
  private int start;
  private int end;
  private boolean writing;

  private Output(ByteSink sink, Charset charset) {
    this.sink = sink;
    this.charset = charset;
  }

  /**
   * Writes to a sink: text in UTF-8. Never suspends.
   *
   * @param sink where the bytes go; closed with this
   * @return the output
   */
  public static Output of(ByteSink sink) {
    return of(sink, StandardCharsets.UTF_8);
  }

  /**
   * Writes to a sink. Never suspends.
   *
   * @param sink where the bytes go; closed with this
   * @param charset what text is written in; what it cannot write becomes a question mark
   * @return the output
   */
  public static Output of(ByteSink sink, Charset charset) {
    return new Output(Objects.requireNonNull(sink), Objects.requireNonNull(charset));
  }

  /**
   * Takes bytes into the buffer, which is written out first if it has no room for them.
   *
   * <p>Suspends while the sink does; a checkpoint. Cancelled, it has taken none of these.
   *
   * @return how many it has taken
   * @throws IOException if the sink has failed, or is closed
   * @throws BusyException if another task is writing
   */
  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    begin();
    try {
      if (end == SIZE) {
        writeOut();
      }
      // What is larger than the buffer goes past it.
      if (start == end && length >= SIZE) {
        return sink.write(bytes, offset, length);
      }
      int count = Math.min(length, SIZE - end);
      System.arraycopy(bytes, offset, buffer, end, count);
      end += count;
      return count;
    } finally {
      writing = false;
    }
  }

  /**
   * Writes bytes, as {@link #writeAll(byte[], int, int)} does.
   *
   * @param bytes what to write
   * @throws IOException if the sink has failed, or is closed
   */
  @Async
  public void write(byte[] bytes) throws IOException {
    writeAll(bytes, 0, bytes.length);
  }

  /**
   * Writes text, as {@link #writeAll(byte[], int, int)} writes its bytes.
   *
   * @param text what to write
   * @throws IOException if the sink has failed, or is closed
   */
  @Async
  public void write(String text) throws IOException {
    write(text.getBytes(charset));
  }

  /**
   * Writes a line and its end, a line feed.
   *
   * @param line the line; what is in it is not looked at
   * @throws IOException if the sink has failed, or is closed
   */
  @Async
  public void writeLine(String line) throws IOException {
    write(line + "\n");
  }

  /**
   * Writes a frame: its length as a number of one, two, four or eight bytes, the most significant
   * one first, and then its bytes.
   *
   * @param frame its bytes
   * @param lengthBytes how many bytes the length has
   * @throws IllegalArgumentException if the length is to have another number of bytes, or does not
   *     fit into so many; nothing is written
   * @throws IOException if the sink has failed, or is closed
   */
  @Async
  public void writeFrame(byte[] frame, int lengthBytes) throws IOException {
    write(Frames.header(frame.length, lengthBytes));
    write(frame);
  }

  /**
   * Waits until the sink has taken all that was written.
   *
   * <p>Suspends; a checkpoint. Cut off half way, the rest stays in the buffer, for the next one.
   *
   * @throws IOException if the sink has failed, or is closed
   * @throws BusyException if another task is writing
   */
  @Async
  public void flush() throws IOException {
    begin();
    try {
      writeOut();
    } finally {
      writing = false;
    }
  }

  private void writeOut() throws IOException {
    int before = start;
    try {
      while (start < end) {
        start += sink.write(buffer, start, end - start);
      }
    } catch (Throwable thrown) {
      CutOff.note(thrown, start - before);
      throw thrown;
    }
    start = 0;
    end = 0;
  }

  private void begin() {
    refuseSecondWriter();
    Coroutine.trap(new Checkpoint());
    refuseSecondWriter(); // one that came while this gave up its turn
    writing = true;
  }

  private void refuseSecondWriter() {
    if (writing) {
      throw new BusyException("another task writes to this output: one at a time may");
    }
  }

  /**
   * Flushes, and closes the sink, also if the flush is cut off.
   *
   * <p>Suspends; a checkpoint.
   *
   * @throws IOException if either fails; it is closed all the same
   */
  @Async
  @Override
  public void close() throws IOException {
    try (sink) {
      flush();
    }
  }

  @Override
  public String toString() {
    return "Output[" + (end - start) + " bytes not flushed]";
  }
}
