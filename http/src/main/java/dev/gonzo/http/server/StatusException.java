package dev.gonzo.http.server;

import dev.gonzo.http.engine.Headers;

/** Answers a request with an error, when a handler throws it before the response has begun. */
public final class StatusException extends Exception {
  private static final long serialVersionUID = 1;

  /** The status of the response. */
  private final int status;

  private final transient Headers headers;

  /**
   * Creates an error.
   *
   * @param status the status, 400 to 599
   * @param message a text for the client, which becomes the body
   * @throws IllegalArgumentException if the status is not an error
   */
  public StatusException(int status, String message) {
    this(status, message, Headers.none());
  }

  /**
   * Creates an error with fields, such as {@code retry-after}.
   *
   * @param status the status, 400 to 599
   * @param message a text for the client, which becomes the body
   * @param headers the fields
   * @throws IllegalArgumentException if the status is not an error
   */
  public StatusException(int status, String message, Headers headers) {
    super(message);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("an error has a status from 400 to 599, got " + status);
    }
    this.status = status;
    this.headers = headers;
  }

  /** {@return the status} */
  public int status() {
    return status;
  }

  /** {@return the fields of the response} */
  public Headers headers() {
    return headers;
  }
}
