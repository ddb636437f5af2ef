package dev.gonzo.http.client;

import java.io.IOException;

/**
 * Thrown when a connection ended before a byte of the response came. The server may have acted on
 * the request, unless {@link #isUnprocessed} says that it has not.
 */
public final class NoResponseException extends IOException {
  private static final long serialVersionUID = 1;

  /** Whether the server did nothing with the request. */
  private final boolean isUnprocessed;

  NoResponseException(String message, boolean isUnprocessed) {
    super(message);
    this.isUnprocessed = isUnprocessed;
  }

  /** {@return whether the server has said that it did nothing with the request} */
  public boolean isUnprocessed() {
    return isUnprocessed;
  }
}
