package dev.gonzo.http.connection;

import java.io.IOException;

/**
 * A request was certainly not processed: it may be sent again, on another connection, whatever its
 * method.
 */
public final class NotProcessedException extends IOException {
  private static final long serialVersionUID = 1;

  NotProcessedException(String message) {
    super(message);
  }
}
