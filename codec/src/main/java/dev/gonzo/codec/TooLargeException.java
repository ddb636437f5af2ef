package dev.gonzo.codec;

/**
 * A value that is too large for its codec: longer than the limit, or nested too deeply. Raise the
 * limit with {@link Codec#withMostBytes}, or send it in parts.
 */
public final class TooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooLargeException(String message) {
    super(message);
  }
}
