package dev.gonzo.stream;

import java.io.IOException;

/**
 * Thrown when a peer sends more in one piece than is borne. What it has sent stays in the buffer;
 * the connection can hardly be used for more than closing it.
 */
public final class LimitExceededException extends IOException {
  private static final long serialVersionUID = 1;

  /** How many bytes were allowed. */
  private final long limit;

  LimitExceededException(String what, long limit) {
    super(what + " is longer than " + limit + " bytes; close the stream, or allow for more");
    this.limit = limit;
  }

  /** {@return how many bytes were allowed} */
  public long limit() {
    return limit;
  }
}
