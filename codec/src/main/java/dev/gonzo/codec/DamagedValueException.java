package dev.gonzo.codec;

import java.io.IOException;

/** Bytes that are no value of the type that was expected. */
public final class DamagedValueException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedValueException(String message) {
    super(message);
  }

  DamagedValueException(String message, Throwable cause) {
    super(message, cause);
  }
}
