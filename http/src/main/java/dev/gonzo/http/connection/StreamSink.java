package dev.gonzo.http.connection;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Coroutine;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Sent;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.stream.PartialTransferException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body that is sent on a stream. Bytes are copied, because the peer's window decides when they
 * leave; a piece of a file is read when there is room for it.
 */
final class StreamSink implements BodySink {
  /** How much is collected before it is sent: a frame. */
  private static final int PIECE = 16_384;

  private static final int LEAST = 64;

  private final Http2Stream stream;
  private byte @Nullable [] collected;
  private int count;
  private boolean isEnded;

  StreamSink(Http2Stream stream) {
    this.stream = stream;
  }

  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireOpen();
    stream.awaitRoom();
    return collect(bytes, offset, length);
  }

  @Override
  public void writeAll(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireOpen();
    int taken = 0;
    try {
      do {
        stream.awaitRoom();
        taken += collect(bytes, offset + taken, length - taken);
      } while (taken < length);
    } catch (Throwable cut) {
      cutShort(cut, taken);
      throw cut;
    }
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    requireOpen();
    long taken = 0;
    try {
      do {
        stream.awaitRoom();
        taken += collect(bytes);
      } while (bytes.hasRemaining());
    } catch (Throwable cut) {
      cutShort(cut, taken);
      throw cut;
    }
  }

  private void requireOpen() {
    if (isEnded) {
      throw new IllegalStateException("the message has ended: write before end()");
    }
  }

  /** A message of which a part was taken is not to look complete. */
  private void cutShort(Throwable cut, long taken) {
    PartialTransferException.note(cut, taken);
    if (taken > 0) {
      stream.reset(ErrorCode.CANCEL);
    }
  }

  private int collect(byte[] bytes, int offset, int length) throws IOException {
    byte[] space = space(length);
    int taken = Math.min(length, space.length - count);
    System.arraycopy(bytes, offset, space, count, taken);
    count += taken;
    return taken;
  }

  private int collect(ByteBuffer bytes) throws IOException {
    byte[] space = space(bytes.remaining());
    int taken = Math.min(bytes.remaining(), space.length - count);
    bytes.get(space, count, taken);
    count += taken;
    return taken;
  }

  /** An array with room for some of the bytes, if there are any. */
  private byte[] space(int length) throws IOException {
    if (count == PIECE) {
      push(false);
    }
    byte[] space = collected;
    if (space == null) {
      space = new byte[Math.clamp(length, LEAST, PIECE)];
    } else if (space.length - count < length && space.length < PIECE) {
      space =
          Arrays.copyOf(
              space, Math.min(PIECE, Math.max(2 * space.length, count + Math.min(length, PIECE))));
    }
    collected = space;
    return space;
  }

  /** Gives what was collected to the engine, which keeps the array. */
  private void push(boolean isEnd) throws IOException {
    byte[] bytes = collected;
    if (bytes == null ? isEnd : count > 0 || isEnd) {
      ByteBuffer data = bytes == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(bytes, 0, count);
      stream.send(data, isEnd);
      collected = null;
      count = 0;
    }
  }

  @Override
  public void writeFile(AsyncFile file, long offset, long bytes) throws IOException {
    if (offset < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "offset and count must not be negative, got " + offset + " and " + bytes);
    }
    flush();
    long sent = 0;
    try {
      while (sent < bytes) {
        stream.awaitRoom();
        byte[] piece = new byte[(int) Math.min(PIECE, bytes - sent)];
        int read = file.readAt(offset + sent, piece, 0, piece.length);
        if (read < 0) {
          throw new EOFException(
              "%s ends at byte %d, and %d were to be sent from %d"
                  .formatted(file, offset + sent, bytes, offset));
        }
        collected = piece;
        count = read;
        sent += read;
        if (sent < bytes) {
          push(false);
        }
      }
    } catch (Throwable cut) {
      cutShort(cut, sent);
      throw cut;
    }
  }

  @Override
  public void flush() throws IOException {
    requireOpen();
    stream.awaitRoom();
    push(false);
  }

  @Override
  public void end(Headers trailers) throws IOException {
    if (isEnded) {
      Coroutine.trap(CHECKPOINT);
      if (trailers.size() > 0) {
        throw new IllegalStateException("the message has ended: it can have no trailers now");
      }
      return;
    }
    stream.awaitRoom();
    if (trailers.size() == 0) {
      push(true);
    } else {
      push(false);
      stream.send(new Sent.Trailers(stream.id(), trailers), true);
    }
    isEnded = true;
  }

  @Override
  public String toString() {
    return "body to " + stream;
  }
}
