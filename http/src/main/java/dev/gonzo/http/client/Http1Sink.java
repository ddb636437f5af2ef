package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.ClientOutput;
import dev.gonzo.http.engine.http1.Data;
import dev.gonzo.http.engine.http1.EndOfMessage;
import dev.gonzo.http.message.BodySink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalLong;

/** The body of a request over HTTP/1.1. Small pieces are collected. */
final class Http1Sink implements BodySink {
  private static final int COLLECTED = 8 << 10;
  private static final int FILE_PART = 64 << 10;
  private static final byte[] NOTHING = {};

  private final Http1ClientConnection connection;
  private byte[] collected = NOTHING;
  private int size;
  private final OptionalLong length;
  private long written;
  private boolean hasEnded;
  private boolean hasFailed;

  Http1Sink(Http1ClientConnection connection, OptionalLong length) {
    this.connection = connection;
    this.length = length;
  }

  boolean hasFailed() {
    return hasFailed;
  }

  /** Whether nothing is missing, though the last write may not have returned. */
  boolean isSent() {
    return hasEnded || (length.isPresent() && written == length.getAsLong());
  }

  @Async
  @Override
  public int write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    Gonzo.checkpoint();
    if (hasEnded) {
      throw new IllegalStateException("the body has ended: nothing more can be written");
    }
    if (count >= COLLECTED) {
      sendCollected();
      send(new Data(ByteBuffer.wrap(bytes, offset, count)));
      return count;
    }
    if (size + count > COLLECTED) {
      sendCollected();
    }
    if (collected.length == 0) {
      collected = new byte[COLLECTED];
    }
    System.arraycopy(bytes, offset, collected, size, count);
    size += count;
    return count;
  }

  @Async
  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() < COLLECTED && bytes.hasArray()) {
      int _ = write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      Gonzo.checkpoint();
      sendCollected();
      send(new Data(bytes));
    }
    bytes.position(bytes.limit());
  }

  @Async
  @Override
  public void writeFile(AsyncFile file, long offset, long count) throws IOException {
    var part = new byte[(int) Math.min(count, FILE_PART)];
    long done = 0;
    while (done < count) {
      int more = file.readAt(offset + done, part, 0, (int) Math.min(count - done, part.length));
      if (more < 0) {
        throw new EOFException("the file ends after %d of %d bytes".formatted(done, count));
      }
      writeAll(part, 0, more);
      done += more;
    }
  }

  private void sendCollected() throws IOException {
    if (size > 0) {
      int length = size;
      size = 0;
      send(new Data(ByteBuffer.wrap(collected, 0, length)));
    }
  }

  private void send(ClientOutput output) throws IOException {
    if (connection.isClosed() || connection.engine.isClosed()) {
      hasFailed = true;
      throw new IOException("the response has ended the request: nothing more is sent");
    }
    connection.engine.send(output);
    if (output instanceof Data data) {
      written += data.bytes().remaining();
    }
    try {
      connection.transfer.flush();
    } catch (IOException failure) {
      hasFailed = true;
      throw failure;
    }
  }

  @Async
  @Override
  public void flush() throws IOException {
    Gonzo.checkpoint();
    sendCollected();
  }

  @Async
  @Override
  public void end(Headers trailers) throws IOException {
    Gonzo.checkpoint();
    if (hasEnded) {
      if (trailers.size() > 0) {
        throw new IllegalStateException("the body has ended without trailers");
      }
      return;
    }
    sendCollected();
    hasEnded = true;
    send(new EndOfMessage(trailers));
  }
}
