package dev.gonzo.http.client;

import java.io.IOException;

/** Thrown when a proxy does not open a tunnel to the server. Nothing was sent to the server. */
public final class ProxyException extends IOException {
  private static final long serialVersionUID = 1;

  /** The status of the response. */
  private final int status;

  ProxyException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** {@return the status of the proxy's response, such as 407; 0 if there was no response} */
  public int status() {
    return status;
  }
}
