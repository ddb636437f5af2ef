package dev.gonzo.stream;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Writes lines, frames and bytes to a {@link ByteSink}, through a buffer that is written when it is
 * full or {@link #flush flushed}.
 *
 * <pre>{@code
 * try (var output = Output.of(socket)) {
 *   output.writeLine("HELO");
 *   output.flush();
 * }
 * }</pre>
 *
 * <p>A flush that is cancelled or fails may have written a part; its {@link
 * PartialTransferException} has the number of bytes. The rest stays in the buffer, and the next
 * flush continues with it. For tasks of one kernel; only one may write at a time.
 */
public final class Output implements ByteSink {
  private static final int SIZE = 8192;

  private final ByteSink sink;
  private final Charset charset;
  private final byte[] buffer = new byte[SIZE];
  private int start;
  private int end;
  private boolean writing;
  private boolean closed;

  private Output(ByteSink sink, Charset charset) {
    this.sink = sink;
    this.charset = charset;
  }

  /**
   * Creates an output for UTF-8 text. Never suspends.
   *
   * @param sink where the bytes go; closed with the output
   * @return the output
   */
  public static Output of(ByteSink sink) {
    return of(sink, StandardCharsets.UTF_8);
  }

  /**
   * Creates an output for text in a given charset. Never suspends.
   *
   * @param sink where the bytes go; closed with the output
   * @param charset the charset of text; characters that it cannot encode become a question mark
   * @return the output
   */
  public static Output of(ByteSink sink, Charset charset) {
    return new Output(Objects.requireNonNull(sink), Objects.requireNonNull(charset));
  }

  /**
   * Writes some of the bytes to the buffer. If the buffer is full, it is written to the sink first.
   *
   * <p>Suspends while the sink does; a checkpoint. If it is cancelled, it has taken none of these
   * bytes.
   *
   * @return the number of bytes that were taken
   * @throws IOException if the sink has failed, or it or this output is closed
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
      // A large write bypasses the buffer.
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
   * Writes text: encodes it, and writes the bytes like {@link #writeAll(byte[], int, int)}.
   *
   * @param text the text to write
   * @throws IOException if the sink has failed, or it or this output is closed
   */
  @Async
  public void writeString(String text) throws IOException {
    writeAll(text.getBytes(charset));
  }

  /**
   * Writes a line, followed by a line feed.
   *
   * @param line the line; line ends inside it are not checked
   * @throws IOException if the sink has failed, or it or this output is closed
   */
  @Async
  public void writeLine(String line) throws IOException {
    writeString(line + "\n");
  }

  /**
   * Writes a frame: a length prefix of 1, 2, 4 or 8 bytes, most significant byte first, and then
   * the bytes.
   *
   * @param frame the bytes of the frame
   * @param lengthBytes how many bytes the length has
   * @throws IllegalArgumentException if {@code lengthBytes} is not 1, 2, 4 or 8, or the length does
   *     not fit into it; nothing is written
   * @throws IOException if the sink has failed, or it or this output is closed
   */
  @Async
  public void writeFrame(byte[] frame, int lengthBytes) throws IOException {
    writeAll(Frames.header(frame.length, lengthBytes));
    writeAll(frame);
  }

  /**
   * Writes the buffer to the sink. Waits until the sink has taken everything.
   *
   * <p>Suspends; a checkpoint. If it is cancelled or fails half way, the rest stays in the buffer
   * for the next flush.
   *
   * @throws IOException if the sink has failed, or it or this output is closed
   * @throws BusyException if another task is writing
   */
  @Async
  public void flush() throws IOException {
    begin();
    writeOutAndEnd();
  }

  private void writeOutAndEnd() throws IOException {
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
      PartialTransferException.note(thrown, start - before);
      throw thrown;
    }
    start = 0;
    end = 0;
  }

  private void begin() throws IOException {
    requireOpen();
    beginToWrite();
    if (closed) { // by another task, while this one gave up its turn
      writing = false;
      requireOpen();
    }
  }

  /** Bytes that the buffer took after the last flush would be lost without an exception. */
  private void requireOpen() throws IOException {
    if (closed) {
      var failure = new IOException("the output is closed");
      StreamFailureException.note(failure, sink);
      throw failure;
    }
  }

  private void beginToWrite() {
    refuseSecondWriter();
    Coroutine.trap(CHECKPOINT);
    refuseSecondWriter(); // another task may have come while this one gave up its turn
    writing = true;
  }

  private void refuseSecondWriter() {
    if (writing) {
      throw new BusyException(
          "another task is writing to this output: only one at a time may write");
    }
  }

  /**
   * Flushes, and closes the sink, even if the flush is cancelled or fails. Later writes and flushes
   * throw an {@link IOException}, also while the flush is still running. Closing twice is harmless.
   *
   * <p>Suspends; a checkpoint.
   *
   * @throws IOException if either fails; the sink is closed nevertheless
   */
  @Async
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (sink) {
      beginToWrite();
      writeOutAndEnd();
    }
  }

  @Override
  public String toString() {
    return "Output[" + (end - start) + " bytes not flushed]";
  }
}
