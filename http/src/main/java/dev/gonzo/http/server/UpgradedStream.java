package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A connection that belongs to another protocol, whose first bytes were read already. */
final class UpgradedStream implements ByteStream {
  private final ByteBuffer rest;
  private final ByteStream connection;

  UpgradedStream(ByteBuffer rest, ByteStream connection) {
    this.rest = rest;
    this.connection = connection;
  }

  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (!rest.hasRemaining()) {
      return connection.read(buffer, offset, length);
    }
    Gonzo.checkpoint();
    int count = Math.min(length, rest.remaining());
    rest.get(buffer, offset, count);
    return count;
  }

  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    return connection.write(bytes, offset, length);
  }

  @Async
  @Override
  public void writeAll(byte[] bytes, int offset, int length) throws IOException {
    connection.writeAll(bytes, offset, length);
  }

  @Async
  @Override
  public void close() throws IOException {
    connection.close();
  }

  @Override
  public String toString() {
    return "UpgradedStream[" + connection + "]";
  }
}
