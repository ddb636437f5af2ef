package dev.gonzo.tls;

import javax.net.ssl.SSLException;

/**
 * Thrown when the stream below has ended, and the peer has not said that this is the end: its
 * close_notify is missing. Whoever can cut the connection can cause that, so what has come so far
 * may be a part only. A protocol that tells lengths itself may know better, and go on.
 */
public final class TruncatedException extends SSLException {
  private static final long serialVersionUID = 1;

  TruncatedException() {
    super(
        "the connection ended without the peer's close_notify: what has come may not be all, for"
            + " anybody on the way can cut a connection");
  }
}
