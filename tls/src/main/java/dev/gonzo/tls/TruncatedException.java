package dev.gonzo.tls;

import javax.net.ssl.SSLException;

/**
 * Thrown when the stream below has ended without the peer's close_notify. Anyone who can cut the
 * connection can cause that, so the data received may be incomplete. A protocol that transmits
 * lengths may know that it is complete, and go on.
 */
public final class TruncatedException extends SSLException {
  private static final long serialVersionUID = 1;

  TruncatedException() {
    super(
        "the connection ended without the peer's close_notify: the data may be incomplete,"
            + " since anyone on the way can cut a connection");
  }
}
