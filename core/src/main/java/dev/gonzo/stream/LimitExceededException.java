package dev.gonzo.stream;

import java.io.IOException;

/**
 * Thrown when a peer sends a line, frame or other piece that is longer than the limit. The bytes
 * stay in the buffer; usually the connection can then only be closed.
 */
public final class LimitExceededException extends IOException {
  private static final long serialVersionUID = 1;

  /** The limit in bytes. */
  private final long limit;

  LimitExceededException(String what, long limit) {
    super(what + " is longer than " + limit + " bytes: close the stream, or raise the limit");
    this.limit = limit;
  }

  /** {@return the limit in bytes} */
  public long limit() {
    return limit;
  }
}
