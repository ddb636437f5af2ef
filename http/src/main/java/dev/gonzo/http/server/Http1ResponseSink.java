package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.Data;
import dev.gonzo.http.engine.http1.EndOfMessage;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.stream.ByteStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalLong;

/** The body of a response of HTTP/1.1. Small pieces are collected, and so share a chunk. */
final class Http1ResponseSink implements BodySink {
  private static final int COLLECTED = 16_384;

  /** A piece of this length is not copied. */
  private static final int LARGE = 4_096;

  /** The engine copies a piece of this length, so that its buffer may be used again at once. */
  private static final int COPIED_BY_ENGINE = 2_048;

  private static final int SMALLEST = 512;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Http1Output output;
  private final Http1Input input;
  private final ByteStream connection;
  private final boolean isDropped;
  private final OptionalLong length;
  private ByteBuffer pieces = NOTHING;
  private long sent;
  private boolean hasEnded;

  /**
   * Creates a sink for a response whose head was sent.
   *
   * @param isDropped whether the message can have no body, as to HEAD
   * @param length the length, if the head has announced it
   */
  Http1ResponseSink(
      Http1Output output,
      Http1Input input,
      ByteStream connection,
      boolean isDropped,
      OptionalLong length) {
    this.output = output;
    this.input = input;
    this.connection = connection;
    this.isDropped = isDropped;
    this.length = length;
  }

  @Async
  @Override
  public int write(byte[] bytes, int offset, int count) throws IOException {
    writeAll(bytes, offset, count);
    return count;
  }

  @Async
  @Override
  public void writeAll(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    write(ByteBuffer.wrap(bytes, offset, count));
  }

  @Async
  @Override
  public void write(ByteBuffer bytes) throws IOException {
    requireOpen();
    Gonzo.checkpoint();
    int count = bytes.remaining();
    if (isDropped || count == 0) {
      bytes.position(bytes.limit());
      return;
    }
    boolean isWhole = length.isPresent() && length.getAsLong() == count && sent == 0;
    if (isWhole || count >= LARGE) {
      sendPieces();
      send(bytes.slice());
      if (count > COPIED_BY_ENGINE) {
        output.flush();
      }
      bytes.position(bytes.limit());
    } else {
      collect(bytes);
    }
  }

  private void requireOpen() {
    if (hasEnded) {
      throw new IllegalStateException("the response has ended: write before end()");
    }
  }

  private void send(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    output.send(new Data(bytes), count);
    sent += count;
  }

  private void collect(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > pieces.remaining()) {
      makeRoom(bytes.remaining());
    }
    pieces.put(bytes);
  }

  private void makeRoom(int count) throws IOException {
    int before = pieces.capacity();
    if (pieces.position() + count > COLLECTED) {
      sendPieces();
      output.flush();
    }
    int room = Math.clamp(2L * before, SMALLEST, COLLECTED);
    ByteBuffer old = pieces;
    pieces = ByteBuffer.allocate(Math.max(old.position() + count, room)).put(old.flip());
  }

  /** Sends what was collected; the engine may hold the buffer until it is written. */
  private void sendPieces() throws IOException {
    if (pieces.position() > 0) {
      ByteBuffer collected = pieces.flip();
      pieces = NOTHING;
      send(collected);
    }
  }

  @Async
  @Override
  public void writeFile(AsyncFile file, long offset, long count) throws IOException {
    requireOpen();
    if (isDropped || count == 0) {
      Gonzo.checkpoint();
      return;
    }
    sendPieces();
    if (length.isPresent() && connection instanceof StreamSocket socket) {
      output.sendFile(socket, file, offset, count);
      sent += count;
    } else {
      copy(file, offset, count);
    }
  }

  private void copy(AsyncFile file, long offset, long count) throws IOException {
    var buffer = new byte[(int) Math.min(COLLECTED, count)];
    for (long done = 0; done < count; ) {
      int wanted = (int) Math.min(buffer.length, count - done);
      int read = file.readAt(offset + done, buffer, 0, wanted);
      if (read < 0) {
        throw new EOFException(file + " ended " + (count - done) + " bytes early");
      }
      send(ByteBuffer.wrap(buffer, 0, read));
      output.flush();
      done += read;
    }
  }

  /** Sends what was collected, if no other task is sending: the client may wait for it. */
  @Async
  void flushUnlessWriting() throws IOException {
    if (!hasEnded && !output.isWriting()) {
      sendPieces();
    }
  }

  @Async
  @Override
  public void flush() throws IOException {
    if (!hasEnded) {
      sendPieces();
    }
    output.flush();
  }

  @Async
  @Override
  public void end(Headers trailers) throws IOException {
    if (hasEnded) {
      if (trailers.size() > 0) {
        throw new IllegalStateException("the response has ended: send the trailers with its end");
      }
      return;
    }
    sendPieces();
    // A message with a length has no place for trailers.
    boolean hasTrailers = trailers.size() > 0 && length.isEmpty();
    output.send(hasTrailers ? new EndOfMessage(trailers) : EndOfMessage.plain(), 0);
    hasEnded = true;
    if (input.hasMore()) {
      output.flushSoon();
    } else {
      output.flush();
    }
  }

  /** Whether the head has announced the length of the body. */
  boolean hasLength() {
    return length.isPresent();
  }

  boolean hasEnded() {
    return hasEnded;
  }

  long sent() {
    return sent;
  }
}
