package dev.gonzo.tls;

/** Whether a server requests a certificate from its clients. */
public enum ClientAuthentication {
  /** It does not request one. */
  NONE,
  /**
   * It requests one, and goes on without; a certificate that it does not trust ends the handshake.
   */
  WANTED,
  /** It requires one: without a certificate that it trusts, the handshake fails. */
  REQUIRED
}
