package dev.gonzo.codec;

/** A type that no codec writes, or that this codec was not made of. The message names it. */
public final class UnsupportedTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnsupportedTypeException(String message) {
    super(message);
  }

  UnsupportedTypeException(String message, Throwable cause) {
    super(message, cause);
  }
}
