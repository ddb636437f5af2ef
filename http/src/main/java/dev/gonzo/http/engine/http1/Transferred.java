package dev.gonzo.http.engine.http1;

/**
 * Bytes of a response's body that the caller writes by itself, such as a part of a file that the
 * operating system sends. For a body with {@code content-length} only. The caller first writes all
 * {@link Http1Server#bytesToSend}, then these bytes, and measures how long that takes.
 *
 * @param bytes how many
 */
public record Transferred(long bytes) implements ServerOutput {
  /**
   * Creates the event.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public Transferred {
    if (bytes < 0) {
      throw new IllegalArgumentException("a number of bytes is not negative, got " + bytes);
    }
  }
}
