package dev.gonzo.http.client;

import java.io.IOException;
import java.net.URI;

/** Thrown when a redirect is not followed although redirects are: the message says why. */
public final class RedirectException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient URI from;

  RedirectException(URI from, String message) {
    super(message);
    this.from = from;
  }

  /** {@return the URI whose response was the redirect} */
  public URI from() {
    return from;
  }
}
