package dev.gonzo.stream;

import java.io.IOException;
import java.time.Duration;

/**
 * Thrown by a stream with an idle limit when no byte has moved in either direction for that long.
 * See {@link Streams#withIdleLimit}.
 */
public final class IdleException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param limit the idle limit that was exceeded
   */
  public IdleException(Duration limit) {
    super(
        "no byte has moved in either direction for "
            + limit
            + ": the peer is gone or hangs, or the idle limit is too short for it");
  }
}
