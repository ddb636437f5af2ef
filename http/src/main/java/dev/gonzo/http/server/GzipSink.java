package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A body that is compressed (RFC 1952) while it is written. Its native memory is freed by {@link
 * #free} at the latest.
 */
final class GzipSink implements BodySink {
  private static final int BUFFER = 8 << 10;
  private static final int FILE_PIECE = 16 << 10;
  private static final int TRAILER_BYTES = 8;

  /** The header: deflate, no name, no time, of an unknown system. */
  private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

  private final BodySink body;
  private final Deflater deflater;
  private final CRC32 check = new CRC32();
  private final byte[] out = new byte[BUFFER];
  private int filled;
  private long size;
  private boolean hasEnded;
  private boolean isFreed;

  GzipSink(BodySink body, int level) {
    this.body = body;
    deflater = new Deflater(level, true);
    System.arraycopy(HEADER, 0, out, 0, HEADER.length);
    filled = HEADER.length;
  }

  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Gonzo.checkpoint();
    requireOpen();
    deflate(bytes, offset, length);
    return length;
  }

  @Async
  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (bytes.hasArray()) {
      int count = write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      bytes.position(bytes.position() + count);
    } else {
      Gonzo.checkpoint();
      while (bytes.hasRemaining()) {
        var copy = new byte[Math.min(BUFFER, bytes.remaining())];
        bytes.get(copy);
        int _ = write(copy, 0, copy.length);
      }
    }
  }

  @Async
  @Override
  public void writeFile(AsyncFile file, long offset, long count) throws IOException {
    Gonzo.checkpoint();
    var piece = new byte[(int) Math.min(FILE_PIECE, count)];
    for (long done = 0; done < count; ) {
      int read = file.readAt(offset + done, piece, 0, (int) Math.min(piece.length, count - done));
      if (read < 0) {
        throw new EOFException("the file has ended %d bytes too early".formatted(count - done));
      }
      int _ = write(piece, 0, read);
      done += read;
    }
  }

  @Async
  @Override
  public void flush() throws IOException {
    Gonzo.checkpoint();
    requireOpen();
    while (drain(Deflater.SYNC_FLUSH)) {
      // The buffer was full, so there may be more.
    }
    send();
    body.flush();
  }

  @Async
  @Override
  public void end(Headers trailers) throws IOException {
    if (hasEnded) {
      body.end(trailers);
      return;
    }
    Gonzo.checkpoint();
    requireOpen();
    deflater.finish();
    while (!deflater.finished()) {
      boolean _ = drain(Deflater.NO_FLUSH);
    }
    if (BUFFER - filled < TRAILER_BYTES) {
      send();
    }
    little((int) check.getValue());
    little((int) size);
    send();
    hasEnded = true;
    free();
    body.end(trailers);
  }

  private void little(int number) {
    for (int i = 0; i < Integer.SIZE; i += Byte.SIZE) {
      out[filled++] = (byte) (number >>> i);
    }
  }

  private void deflate(byte[] bytes, int offset, int length) throws IOException {
    check.update(bytes, offset, length);
    size += length;
    deflater.setInput(bytes, offset, length);
    while (!deflater.needsInput()) {
      boolean _ = drain(Deflater.NO_FLUSH);
    }
  }

  /**
   * Compresses what the buffer has room for, and sends it if it is full; returns whether it was.
   */
  private boolean drain(int mode) throws IOException {
    filled += deflater.deflate(out, filled, BUFFER - filled, mode);
    boolean isFull = filled == BUFFER;
    if (isFull) {
      send();
    }
    return isFull;
  }

  private void send() throws IOException {
    if (filled > 0) {
      int count = filled;
      filled = 0;
      body.writeAll(out, 0, count);
    }
  }

  private void requireOpen() {
    if (isFreed) {
      throw new IllegalStateException("the response has ended: write before end()");
    }
  }

  /** Frees the native memory. Has no effect the second time. */
  void free() {
    isFreed = true;
    deflater.end();
  }
}
