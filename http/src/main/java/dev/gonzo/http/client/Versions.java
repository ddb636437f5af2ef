package dev.gonzo.http.client;

/** Which versions of HTTP a client uses. */
public enum Versions {
  /** HTTP/2 with https if the server supports it (ALPN), and HTTP/1.1 otherwise. */
  NEGOTIATED,
  /** HTTP/1.1 only. */
  HTTP_1_1_ONLY,
  /**
   * HTTP/2 only; with http, the server must be known to support it, because nothing is negotiated
   * there.
   */
  HTTP_2_ONLY
}
