package dev.gonzo.http.connection;

import dev.gonzo.stream.ByteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** The data of both directions of a stream, as a stream of bytes. */
final class StreamTunnel implements ByteStream {
  private static final int PIECE = 16_384;

  private final Http2Stream stream;

  StreamTunnel(Http2Stream stream) {
    this.stream = stream;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return stream.read(buffer, offset, length);
  }

  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    stream.awaitRoom();
    int taken = Math.min(length, PIECE);
    if (taken > 0) {
      byte[] copy = Arrays.copyOfRange(bytes, offset, offset + taken);
      stream.send(ByteBuffer.wrap(copy), false);
    }
    return taken;
  }

  @Override
  public void close() throws IOException {
    if (!stream.isEnded() && !stream.hasFailed()) {
      stream.send(ByteBuffer.allocate(0), true);
    }
  }

  @Override
  public String toString() {
    return stream.toString();
  }
}
