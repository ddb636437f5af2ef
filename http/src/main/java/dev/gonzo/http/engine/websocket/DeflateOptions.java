package dev.gonzo.http.engine.websocket;

import java.util.Objects;
import java.util.zip.Deflater;

/**
 * How messages are compressed, if the peer agrees (permessage-deflate, RFC 7692).
 *
 * <p>Windows are always of 32 KB: Java's compressor has no smaller ones. So a client's offer with
 * {@code server_max_window_bits} below 15 is declined.
 *
 * @param contextTakeover whether a message may refer to the ones before it, in both directions.
 *     Small messages that are alike become much smaller; a connection then keeps about 300 KB of
 *     native memory until it is closed
 * @param level from 1, the fastest, to 9, the smallest; -1 is zlib's own choice
 * @param threshold messages with fewer bytes are sent as they are
 * @param pool where native memory comes from
 */
public record DeflateOptions(boolean contextTakeover, int level, int threshold, DeflatePool pool) {
  private static final DeflateOptions DEFAULTS =
      new DeflateOptions(false, Deflater.DEFAULT_COMPRESSION, 256, DeflatePool.none());

  /**
   * Creates options.
   *
   * @throws IllegalArgumentException if the level is neither -1 nor from 1 to 9, or the threshold
   *     is negative
   */
  public DeflateOptions {
    if (level != Deflater.DEFAULT_COMPRESSION && (level < 1 || level > 9)) {
      throw new IllegalArgumentException("a level is -1 or from 1 to 9, got " + level);
    }
    if (threshold < 0) {
      throw new IllegalArgumentException("a threshold cannot be negative, got " + threshold);
    }
    Objects.requireNonNull(pool);
  }

  /** {@return no context takeover, zlib's level, from 256 bytes on, and no pool} */
  public static DeflateOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return a copy with or without context takeover}
   *
   * @param takesOver whether messages may refer to earlier ones
   */
  public DeflateOptions withContextTakeover(boolean takesOver) {
    return new DeflateOptions(takesOver, level, threshold, pool);
  }

  /**
   * {@return a copy with another level}
   *
   * @param other the level
   * @throws IllegalArgumentException if it is neither -1 nor from 1 to 9
   */
  public DeflateOptions withLevel(int other) {
    return new DeflateOptions(contextTakeover, other, threshold, pool);
  }

  /**
   * {@return a copy with another threshold}
   *
   * @param bytes the size from which messages are compressed
   * @throws IllegalArgumentException if it is negative
   */
  public DeflateOptions withThreshold(int bytes) {
    return new DeflateOptions(contextTakeover, level, bytes, pool);
  }

  /**
   * {@return a copy with a pool}
   *
   * @param shared the pool, of the thread that uses the connections
   */
  public DeflateOptions withPool(DeflatePool shared) {
    return new DeflateOptions(contextTakeover, level, threshold, shared);
  }
}
