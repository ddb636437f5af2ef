package dev.gonzo.http.server;

import java.io.IOException;

/** The client broke the protocol in the middle of a request, or was too slow; it has its answer. */
final class ClientException extends IOException {
  private static final long serialVersionUID = 1;

  ClientException(String message) {
    super(message);
  }
}
