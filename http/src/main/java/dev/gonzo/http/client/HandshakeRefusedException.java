package dev.gonzo.http.client;

import java.io.IOException;

/** Thrown when a server does not open a WebSocket: it answered with another status, or wrongly. */
public final class HandshakeRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  /** The status of the response. */
  private final int status;

  HandshakeRefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** {@return the status of the response, such as 403; 101 if only its fields are wrong} */
  public int status() {
    return status;
  }
}
