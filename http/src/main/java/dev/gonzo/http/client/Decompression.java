package dev.gonzo.http.client;

/**
 * Whether a client asks for compressed bodies, which it decompresses while they are read. The
 * memory for that is bounded in any case; limits protect what uses the bytes.
 *
 * @param isOn whether it does; then it sends {@code accept-encoding: gzip, deflate}, unless the
 *     request has this field, or {@code range}
 * @param most the greatest number of decompressed bytes of a response
 * @param ratio the greatest number of decompressed bytes for each compressed one, of a response
 *     that has more than a MiB decompressed
 */
public record Decompression(boolean isOn, long most, int ratio) {
  /** Text that is a thousand times longer than its compressed form is no text. */
  private static final Decompression DEFAULTS = new Decompression(true, Long.MAX_VALUE, 1100);

  private static final Decompression OFF = new Decompression(false, Long.MAX_VALUE, 1100);

  /**
   * Creates a choice.
   *
   * @throws IllegalArgumentException if a limit is less than 1
   */
  public Decompression {
    if (most < 1 || ratio < 1) {
      throw new IllegalArgumentException("limits must be at least 1, got " + most + ", " + ratio);
    }
  }

  /** {@return the default: on, without limits: a reader sets its own, as in {@code text(most)}} */
  public static Decompression on() {
    return DEFAULTS;
  }

  /** {@return off: a compressed body is read as it is} */
  public static Decompression off() {
    return OFF;
  }

  /**
   * {@return a copy with a limit}
   *
   * @param bytes the greatest number of decompressed bytes of a response
   */
  public Decompression withMost(long bytes) {
    return new Decompression(isOn, bytes, ratio);
  }

  /**
   * {@return a copy with a limit}
   *
   * @param times the greatest number of decompressed bytes for each compressed one, beyond the
   *     first MiB
   */
  public Decompression withRatio(int times) {
    return new Decompression(isOn, most, times);
  }
}
