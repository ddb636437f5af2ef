package dev.gonzo.stream;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines, frames, a given number of bytes, or all bytes from a {@link ByteSource}.
 *
 * <pre>{@code
 * try (var input = Input.of(socket)) {
 *   for (String line : input.lines()) ...
 * }
 * }</pre>
 *
 * <p>Bytes are read ahead into a buffer. All methods follow one rule: <b>what was not returned
 * stays in the buffer</b>. A read that is cancelled, fails, reaches the end in the middle or
 * exceeds the limit has taken nothing, and the next read finds all bytes that have come.
 *
 * <p>The length of lines and frames is limited, by default to 64 KiB, so that a peer cannot fill
 * the memory with a line that never ends. For tasks of one kernel; only one may read at a time.
 */
public final class Input implements ByteSource {
  private static final int DEFAULT_LIMIT = 1 << 16;
  // What a JVM can allocate as one array, less room for the length of a frame.
  private static final int MOST_IN_MEMORY = Integer.MAX_VALUE - 16;
  private static final byte LINE_FEED = '\n';
  private static final byte CARRIAGE_RETURN = '\r';

  private final ByteSource source;
  private final ReadBuffer received = new ReadBuffer();
  private final int limit;
  private final Charset charset;
  private final CodingErrorAction onMalformed;
  private boolean reading;
  private boolean closed;

  private Input(ByteSource source, int limit, Charset charset, CodingErrorAction onMalformed) {
    this.source = source;
    this.limit = limit;
    this.charset = charset;
    this.onMalformed = onMalformed;
  }

  /**
   * Creates an input for UTF-8 text and for lines and frames of at most 64 KiB. Never suspends.
   *
   * @param source the source of the bytes; closed with the input
   * @return the input
   */
  public static Input of(ByteSource source) {
    return new Input(
        Objects.requireNonNull(source),
        DEFAULT_LIMIT,
        StandardCharsets.UTF_8,
        CodingErrorAction.REPORT);
  }

  /**
   * Sets the limit of a line or a frame. Call it before anything is read.
   *
   * @param bytes the limit in bytes
   * @return an input on the same source, to use instead of this one
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public Input withLimit(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("the limit must be at least 1 byte, got " + bytes);
    }
    requireUnread();
    return new Input(source, bytes, charset, onMalformed);
  }

  /**
   * Sets the charset of text. Call it before anything is read.
   *
   * @param charset a charset in which a line ends with the byte 10, such as UTF-8, ISO 8859 or
   *     Windows-1252
   * @param onMalformed how to treat bytes that are not valid in the charset: {@code REPORT} throws
   *     {@link java.nio.charset.CharacterCodingException}, {@code REPLACE} reads U+FFFD, {@code
   *     IGNORE} drops them
   * @return an input on the same source, to use instead of this one
   * @throws IllegalArgumentException if a line ends with other bytes in this charset, such as
   *     UTF-16
   */
  public Input withCharset(Charset charset, CodingErrorAction onMalformed) {
    byte[] lineEnd = "\n".getBytes(charset);
    if (lineEnd.length != 1 || lineEnd[0] != LINE_FEED) {
      throw new IllegalArgumentException(
          charset
              + " does not end a line with the single byte 10: read bytes, and decode them"
              + " yourself");
    }
    requireUnread();
    return new Input(source, limit, charset, onMalformed);
  }

  private void requireUnread() {
    if (received.size() > 0) {
      throw new IllegalStateException(
          "set this before the first read: the buffer already has bytes");
    }
  }

  // ---------------------------------------------------------------- bytes

  /**
   * Waits for bytes, and reads as many as are there, up to a limit.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken nothing.
   *
   * @throws IOException if the source has failed, or it or this input is closed
   * @throws BusyException if another task is reading
   */
  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    begin();
    try {
      if (length == 0) {
        return 0;
      }
      // A large read bypasses the buffer.
      if (received.size() == 0 && length >= DEFAULT_LIMIT) {
        return source.read(buffer, offset, length);
      }
      while (received.size() == 0) {
        if (!received.fill(source)) {
          return -1;
        }
      }
      return received.take(buffer, offset, length);
    } finally {
      reading = false;
    }
  }

  /**
   * Reads exactly the given number of bytes. Waits until they have come.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken nothing: the bytes that have come
   * are there for the next read.
   *
   * @param count the number of bytes; may exceed the limit of lines and frames, because the peer
   *     does not choose it
   * @return the bytes
   * @throws EndOfInputException if the input ends before that; the bytes stay in the buffer
   * @throws IOException if the source has failed, or it or this input is closed
   * @throws BusyException if another task is reading
   * @throws IllegalArgumentException if the count is negative
   */
  @Async
  public byte[] readExactly(int count) throws IOException {
    if (count < 0) {
      throw new IllegalArgumentException("cannot read " + count + " bytes");
    }
    begin();
    try {
      require(count, count + " bytes");
      return received.take(count);
    } finally {
      reading = false;
    }
  }

  /**
   * Reads up to a delimiter. Waits until the delimiter has come, and takes it too, but does not
   * return it.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken nothing.
   *
   * @param delimiter one byte or more
   * @return the bytes before the delimiter; null at the end of the input, if nothing follows the
   *     last delimiter
   * @throws LimitExceededException if more bytes than the limit have come without the delimiter;
   *     they stay in the buffer
   * @throws EndOfInputException if the input ends before the delimiter; the bytes stay in the
   *     buffer
   * @throws IOException if the source has failed, or it or this input is closed
   * @throws BusyException if another task is reading
   * @throws IllegalArgumentException if the delimiter is empty
   */
  @Async
  public byte @Nullable [] readUntil(byte... delimiter) throws IOException {
    if (delimiter.length == 0) {
      throw new IllegalArgumentException("a delimiter must have at least 1 byte");
    }
    begin();
    try {
      int at = find(delimiter, "a piece");
      if (at < 0) {
        if (received.size() == 0) {
          return null;
        }
        throw noted(new EndOfInputException("a piece without its delimiter", received.size()));
      }
      byte[] piece = received.take(at);
      received.skip(delimiter.length);
      return piece;
    } finally {
      reading = false;
    }
  }

  /**
   * Reads all bytes up to the end of the input.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken nothing.
   *
   * @param most the greatest number of bytes
   * @return all bytes
   * @throws LimitExceededException if there are more; they stay in the buffer
   * @throws IOException if the source has failed, or it or this input is closed
   * @throws BusyException if another task is reading
   */
  @Async
  public byte[] readAll(int most) throws IOException {
    begin();
    try {
      do {
        if (received.size() > most) {
          throw noted(new LimitExceededException("the input", most));
        }
      } while (received.fill(source));
      return received.take(received.size());
    } finally {
      reading = false;
    }
  }

  /**
   * Reads a frame: a length prefix of 1, 2, 4 or 8 bytes, most significant byte first, and then as
   * many bytes as it says.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken nothing.
   *
   * @param lengthBytes the size of the length prefix in bytes
   * @return the bytes of the frame, without the prefix; null at the end of the input
   * @throws LimitExceededException if the length exceeds the limit; nothing was taken
   * @throws EndOfInputException if the input ends inside the frame; the bytes stay in the buffer
   * @throws IOException if the source has failed, or it or this input is closed
   * @throws BusyException if another task is reading
   * @throws IllegalArgumentException if {@code lengthBytes} is not 1, 2, 4 or 8
   */
  @Async
  public byte @Nullable [] readFrame(int lengthBytes) throws IOException {
    Frames.requireLength(lengthBytes);
    begin();
    try {
      if (received.size() == 0 && !received.fill(source)) {
        return null;
      }
      require(lengthBytes, "the length of a frame");
      long length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = (length << 8) | (received.at(i) & 0xff);
      }
      int most = Math.min(limit, MOST_IN_MEMORY);
      if (length < 0 || length > most) {
        throw noted(
            new LimitExceededException(
                "a frame of " + Long.toUnsignedString(length) + " bytes", most));
      }
      require(lengthBytes + (int) length, "a frame of " + length + " bytes");
      received.skip(lengthBytes);
      return received.take((int) length);
    } finally {
      reading = false;
    }
  }

  /**
   * Copies all bytes up to the end of the input to a sink. The sink is neither flushed nor closed.
   *
   * <p>Suspends; a checkpoint. If it is cancelled or fails half way, the exception carries a {@link
   * PartialTransferException} with the number of bytes that the sink has taken; the others stay in
   * the buffer.
   *
   * @param sink where the bytes go
   * @return the number of bytes
   * @throws IOException if either has failed, or is closed
   * @throws BusyException if another task is reading
   */
  @Async
  public long copyTo(ByteSink sink) throws IOException {
    begin();
    long copied = 0;
    try {
      do {
        while (received.size() > 0) {
          copied += received.writeTo(sink);
        }
      } while (received.fill(source));
      return copied;
    } catch (Throwable thrown) {
      PartialTransferException.note(thrown, copied);
      throw thrown;
    } finally {
      reading = false;
    }
  }

  // ---------------------------------------------------------------- text

  /**
   * Reads a line, without its end: a line feed, or a carriage return and a line feed. The last line
   * may lack an end.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken nothing.
   *
   * @return the line, or null at the end of the input
   * @throws LimitExceededException if the line is longer than the limit; the bytes stay in the
   *     buffer
   * @throws java.nio.charset.CharacterCodingException if its bytes are not valid in the charset;
   *     they are taken
   * @throws IOException if the source has failed, or it or this input is closed
   * @throws BusyException if another task is reading
   */
  @Async
  public @Nullable String readLine() throws IOException {
    begin();
    try {
      int end = find(new byte[] {LINE_FEED}, "a line");
      int length = end < 0 ? received.size() : end;
      if (end < 0 && length == 0) {
        return null;
      }
      byte[] line = received.take(length);
      if (end >= 0) {
        received.skip(1);
        if (length > 0 && line[length - 1] == CARRIAGE_RETURN) {
          length--;
        }
      }
      return decode(line, length);
    } finally {
      reading = false;
    }
  }

  private String decode(byte[] bytes, int length) throws IOException {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(onMalformed)
          .onUnmappableCharacter(onMalformed)
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException noText) {
      throw noted(noText);
    }
  }

  /**
   * Returns the remaining lines, which are read one after the other until the input ends.
   *
   * <p>Each step suspends, and is a checkpoint. It throws the exceptions of {@link #readLine} as
   * the cause of an {@link UncheckedIOException}.
   *
   * @return the remaining lines; each appears only once, even if they are iterated several times
   */
  public Iterable<String> lines() {
    return () -> new Lines(this);
  }

  // ---------------------------------------------------------------- the buffer

  /**
   * {@return the number of bytes that have been read ahead and not taken} The next read of up to
   * that number does not wait, unless this input is closed. Never suspends.
   */
  public int buffered() {
    return received.size();
  }

  /**
   * Takes the bytes that have been read ahead. For a connection that switches to another protocol:
   * its reader starts with these bytes, and then reads from the source itself.
   *
   * @return those bytes, which may be none
   * @throws BusyException if another task is reading
   */
  @Async(Suspension.NEVER)
  public byte[] takeBuffered() {
    refuseSecondReader();
    return received.take(received.size());
  }

  private void begin() throws IOException {
    requireOpen();
    refuseSecondReader();
    Coroutine.trap(CHECKPOINT);
    // Another task may have come while this one gave up its turn.
    requireOpen();
    refuseSecondReader();
    reading = true;
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw noted(new IOException("the input is closed"));
    }
  }

  private void refuseSecondReader() {
    if (reading) {
      throw new BusyException(
          "another task is reading from this input: only one at a time may read");
    }
  }

  /** The stream that it reads. */
  ByteSource source() {
    return source;
  }

  /** Marks an exception as a failure of the stream that this input reads. */
  private IOException noted(IOException failure) {
    StreamFailureException.note(failure, source);
    return failure;
  }

  private void require(int count, String what) throws IOException {
    while (received.size() < count) {
      if (!received.fill(source)) {
        throw noted(new EndOfInputException(what, received.size()));
      }
    }
  }

  /** The index of a delimiter; -1 if the input ends before it. */
  private int find(byte[] delimiter, String what) throws IOException {
    int from = 0;
    while (true) {
      int at = received.indexOf(delimiter[0], from);
      if (at < 0) {
        from = received.size();
      } else if (at + delimiter.length > received.size()) {
        from = at; // the rest of it may follow
      } else if (matches(delimiter, at)) {
        if (at > limit) {
          throw noted(new LimitExceededException(what, limit));
        }
        return at;
      } else {
        from = at + 1;
        continue;
      }
      if (from > limit) {
        throw noted(new LimitExceededException(what, limit));
      }
      if (!received.fill(source)) {
        return -1;
      }
    }
  }

  private boolean matches(byte[] delimiter, int at) {
    for (int i = 1; i < delimiter.length; i++) {
      if (received.at(at + i) != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Closes the source. Later reads throw an {@link IOException}, even if bytes have been read
   * ahead; only {@link #takeBuffered} still returns those. Closing twice is harmless.
   *
   * @throws IOException if closing fails; the source is closed nevertheless
   */
  @Async
  @Override
  public void close() throws IOException {
    closed = true;
    source.close();
  }

  @Override
  public String toString() {
    return "Input[" + received.size() + " bytes read ahead]";
  }
}
