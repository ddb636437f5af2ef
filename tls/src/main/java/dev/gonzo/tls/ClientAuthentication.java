package dev.gonzo.tls;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuthentication {
  /** It does not ask. */
  NONE,
  /** It asks, and goes on without one; one that it does not trust ends the handshake. */
  WANTED,
  /** It asks, and without one that it trusts there is no connection. */
  REQUIRED
}
