package dev.gonzo.stream;

import dev.gonzo.Async;
import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a program reads from a {@link ByteSource}: lines, frames, so many bytes, all of them.
 *
 * <pre>{@code
 * try (var input = Input.of(socket)) {
 *   for (String line : input.lines()) ...
 * }
 * }</pre>
 *
 * <p>Bytes are read ahead into a buffer of its own. One rule for all of its methods: <b>what did
 * not come out stays in the buffer</b>. A read that is cancelled, fails, meets the end in the
 * middle or exceeds its limit has taken nothing, and the next one finds all that has come.
 *
 * <p>Lines and frames are bounded by a limit, 64 KiB unless another is given, so that no peer can
 * fill the memory with a line that never ends. For tasks of one kernel; one task reads at a time.
 */
public final class Input implements ByteSource {
  private static final int DEFAULT_LIMIT = 1 << 16;
  private static final byte LINE_FEED = '\n';
  private static final byte CARRIAGE_RETURN = '\r';

  private final ByteSource source;
  private final Received received = new Received();
  private final int limit;
  private final Charset charset;
  private final CodingErrorAction onMalformed;
  private boolean reading;

  private Input(ByteSource source, int limit, Charset charset, CodingErrorAction onMalformed) {
    this.source = source;
    this.limit = limit;
    this.charset = charset;
    this.onMalformed = onMalformed;
  }

  /**
   * Reads from a source: text in UTF-8, lines and frames of at most 64 KiB. Never suspends.
   *
   * @param source where the bytes come from; closed with this
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
   * Sets how long a line or a frame may be. To be called before anything is read.
   *
   * @param bytes at most how many bytes
   * @return an input on the same source, to be used instead
   * @throws IllegalArgumentException if it is less than one
   */
  public Input withLimit(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a limit of " + bytes + " bytes would let nothing pass");
    }
    requireUnread();
    return new Input(source, bytes, charset, onMalformed);
  }

  /**
   * Sets what text is written in. To be called before anything is read.
   *
   * @param charset one in which a line ends with the byte 10, as in UTF-8, ISO 8859, Windows-1252
   * @param onMalformed what to do with bytes that are no text: {@code REPORT} throws a {@link
   *     java.nio.charset.CharacterCodingException}, {@code REPLACE} reads U+FFFD, {@code IGNORE}
   *     leaves them out
   * @return an input on the same source, to be used instead
   * @throws IllegalArgumentException if a line ends otherwise there, as in UTF-16
   */
  public Input withCharset(Charset charset, CodingErrorAction onMalformed) {
    byte[] lineEnd = "\n".getBytes(charset);
    if (lineEnd.length != 1 || lineEnd[0] != LINE_FEED) {
      throw new IllegalArgumentException(
          charset + " does not end a line with one byte 10; read bytes, and decode them yourself");
    }
    requireUnread();
    return new Input(source, limit, charset, onMalformed);
  }

  private void requireUnread() {
    if (received.size() > 0) {
      throw new IllegalStateException("set it before the first read: bytes are in the buffer");
    }
  }

  // ---------------------------------------------------------------- bytes

  /**
   * Waits until bytes have come, and takes some.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing.
   *
   * @throws IOException if the source has failed, or is closed
   * @throws BusyException if another task reads
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
      // What is larger than the buffer goes past it.
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
   * Waits for so many bytes, and takes them.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing: what has come is there for the next
   * read.
   *
   * @param count how many; may be more than the limit of lines and frames, because it is not the
   *     peer who says so
   * @return exactly so many
   * @throws EndOfInputException if the input ends before; what there is stays
   * @throws IOException if the source has failed, or is closed
   * @throws BusyException if another task reads
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
   * Waits for a delimiter, and takes the bytes before it, and the delimiter itself, which is left
   * out of the answer.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing.
   *
   * @param delimiter one byte or more
   * @return the bytes before it; null at the end of the input, if nothing came after the last one
   * @throws LimitExceededException if more bytes than the limit have come without it; they stay
   * @throws EndOfInputException if the input ends before the delimiter; what there is stays
   * @throws IOException if the source has failed, or is closed
   * @throws BusyException if another task reads
   * @throws IllegalArgumentException if the delimiter is empty
   */
  @Async
  public byte @Nullable [] readUntil(byte... delimiter) throws IOException {
    if (delimiter.length == 0) {
      throw new IllegalArgumentException("a delimiter needs one byte at least");
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
   * Takes all bytes up to the end of the input.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing.
   *
   * @param most how many it may be
   * @return all of them
   * @throws LimitExceededException if there are more; they stay
   * @throws IOException if the source has failed, or is closed
   * @throws BusyException if another task reads
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
   * Takes a frame: its length as a number of one, two, four or eight bytes, the most significant
   * one first, and then so many bytes.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing.
   *
   * @param lengthBytes how many bytes the length has
   * @return the bytes of the frame, without its length; null at the end of the input
   * @throws LimitExceededException if the length is above the limit; nothing of it was read for
   * @throws EndOfInputException if the input ends in the frame; what there is stays
   * @throws IOException if the source has failed, or is closed
   * @throws BusyException if another task reads
   * @throws IllegalArgumentException if the length is to have another number of bytes
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
      if (length < 0 || length > limit) {
        throw noted(
            new LimitExceededException(
                "a frame of " + Long.toUnsignedString(length) + " bytes", limit));
      }
      require(lengthBytes + (int) length, "a frame of " + length + " bytes");
      received.skip(lengthBytes);
      return received.take((int) length);
    } finally {
      reading = false;
    }
  }

  /**
   * Copies all bytes up to the end of the input to a sink, which is neither flushed nor closed.
   *
   * <p>Suspends; a checkpoint. Whatever cuts it off carries a {@link CutOff} that tells how many
   * bytes the sink has taken; what it has not taken stays.
   *
   * @param sink where they go
   * @return how many
   * @throws IOException if either has failed, or is closed
   * @throws BusyException if another task reads
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
      CutOff.note(thrown, copied);
      throw thrown;
    } finally {
      reading = false;
    }
  }

  // ---------------------------------------------------------------- text

  /**
   * Takes a line, without its end: a line feed, or a carriage return and a line feed. The last one
   * needs no end.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing.
   *
   * @return the line, or null at the end of the input
   * @throws LimitExceededException if it is longer than the limit; what has come stays
   * @throws java.nio.charset.CharacterCodingException if its bytes are no text; they are taken
   * @throws IOException if the source has failed, or is closed
   * @throws BusyException if another task reads
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
   * Takes lines, one after the other, until the input ends.
   *
   * <p>Each step suspends, and is a checkpoint. What {@link #readLine} would throw comes out as the
   * cause of an {@link UncheckedIOException}.
   *
   * @return the lines that are left; each is told once, however often one begins to iterate
   */
  public Iterable<String> lines() {
    return Lines::new;
  }

  private final class Lines implements Iterator<String> {
    private @Nullable String next;

    @Override
    public boolean hasNext() {
      if (next == null) {
        try {
          next = readLine();
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
      return next != null;
    }

    @Override
    public String next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("the input has ended");
      }
      String line = next;
      next = null;
      return line;
    }
  }

  // ---------------------------------------------------------------- the buffer

  /**
   * {@return how many bytes have been read ahead from the source, and not been taken} The next read
   * of up to so many does not wait. Never suspends.
   */
  public int buffered() {
    return received.size();
  }

  /**
   * Takes the bytes that have been read ahead: for a connection that goes on with another protocol,
   * whose reader begins with these and then reads from the source itself.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return those bytes; none if nothing was read ahead
   * @throws BusyException if another task reads
   */
  @Async
  public byte[] takeBuffered() {
    refuseSecondReader();
    return received.take(received.size());
  }

  private void begin() {
    refuseSecondReader();
    Coroutine.trap(new Checkpoint());
    refuseSecondReader(); // one that came while this gave up its turn
    reading = true;
  }

  private void refuseSecondReader() {
    if (reading) {
      throw new BusyException("another task reads from this input: one at a time may");
    }
  }

  /** What is wrong with the bytes that came is a failure of the stream that they came from. */
  private IOException noted(IOException failure) {
    Object origin = source;
    while (origin instanceof Input input) {
      origin = input.source;
    }
    StreamFailure.note(failure, origin);
    return failure;
  }

  private void require(int count, String what) throws IOException {
    while (received.size() < count) {
      if (!received.fill(source)) {
        throw noted(new EndOfInputException(what, received.size()));
      }
    }
  }

  /** Where a delimiter begins; -1 if the input ends before. */
  private int find(byte[] delimiter, String what) throws IOException {
    int from = 0;
    while (true) {
      int at = received.indexOf(delimiter[0], from);
      if (at < 0) {
        from = received.size();
      } else if (at + delimiter.length > received.size()) {
        from = at; // the rest of it may be on its way
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
   * Closes the source. Closing twice is harmless.
   *
   * @throws IOException if that fails; it is closed all the same
   */
  @Async
  @Override
  public void close() throws IOException {
    source.close();
  }

  @Override
  public String toString() {
    return "Input[" + received.size() + " bytes read ahead]";
  }
}
