package dev.gonzo.http.client;

import java.io.IOException;

/**
 * Thrown when a server breaks the protocol, exceeds a limit of the client, or cuts its response
 * short. The request was sent, and the server may have acted on it.
 */
public final class BadResponseException extends IOException {
  private static final long serialVersionUID = 1;

  BadResponseException(String message) {
    super(message);
  }
}
