package dev.gonzo.http.engine.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Native memory for compression that connections of one thread share. A connection without context
 * takeover uses it only while a message is under way, so ten thousand quiet connections need none.
 * A compressor has about 260 KB, a decompressor 40 KB.
 *
 * <p>For one thread at a time, as the engines that use it. {@link #none()} is for any number of
 * them.
 */
public final class DeflatePool implements AutoCloseable {
  private static final DeflatePool NONE = new DeflatePool(0);

  private final int kept;
  private final ArrayDeque<Inflater> inflaters = new ArrayDeque<>();
  private final ArrayDeque<Deflater> deflaters = new ArrayDeque<>();
  private boolean isClosed;

  private DeflatePool(int kept) {
    this.kept = kept;
  }

  /**
   * {@return an empty pool}
   *
   * @param kept how many compressors and how many decompressors it keeps for later at most
   * @throws IllegalArgumentException if that is not positive
   */
  public static DeflatePool of(int kept) {
    if (kept <= 0) {
      throw new IllegalArgumentException("a pool keeps at least 1, got " + kept);
    }
    return new DeflatePool(kept);
  }

  /** {@return the pool that keeps nothing: memory is made for each use and freed after it} */
  public static DeflatePool none() {
    return NONE;
  }

  /** What a sender takes off the end of a message, and a receiver adds (RFC 7692, 7.2.1). */
  static ByteBuffer tail() {
    return ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xFF, (byte) 0xFF});
  }

  Inflater takeInflater() {
    Inflater idle = inflaters.poll();
    return idle == null ? new Inflater(true) : idle;
  }

  Deflater takeDeflater(int level) {
    Deflater idle = deflaters.poll();
    if (idle == null) {
      return new Deflater(level, true);
    }
    idle.setLevel(level);
    return idle;
  }

  void give(Inflater inflater) {
    if (isClosed || inflaters.size() >= kept) {
      inflater.end();
    } else {
      inflater.reset();
      inflaters.push(inflater);
    }
  }

  void give(Deflater deflater) {
    if (isClosed || deflaters.size() >= kept) {
      deflater.end();
    } else {
      deflater.reset();
      deflaters.push(deflater);
    }
  }

  /** Frees what is kept, at once. What connections still use is freed when they give it back. */
  @Override
  public void close() {
    isClosed = kept > 0;
    inflaters.forEach(Inflater::end);
    inflaters.clear();
    deflaters.forEach(Deflater::end);
    deflaters.clear();
  }

  @Override
  public String toString() {
    return "DeflatePool["
        + deflaters.size()
        + " compressors, "
        + inflaters.size()
        + " decompressors]";
  }
}
