package dev.gonzo.http.client;

import java.io.IOException;

/**
 * Thrown when the compressed body of a response is damaged or cut short, or exceeds a limit of
 * {@link Decompression}.
 */
public final class ContentCodingException extends IOException {
  private static final long serialVersionUID = 1;

  ContentCodingException(String message) {
    super(message);
  }
}
