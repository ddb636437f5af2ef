package dev.gonzo.cluster.socket;

import dev.gonzo.stream.ByteSource;
import java.io.IOException;

/** Counts the bytes that have arrived, also those of a frame that has not arrived whole. */
final class CountedSource implements ByteSource {
  private final ByteSource source;
  private long count;

  CountedSource(ByteSource source) {
    this.source = source;
  }

  long count() {
    return count;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = source.read(buffer, offset, length);
    count += Math.max(0, read);
    return read;
  }
}
