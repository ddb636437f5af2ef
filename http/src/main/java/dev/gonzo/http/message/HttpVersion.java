package dev.gonzo.http.message;

/** A version of HTTP. */
public enum HttpVersion {
  /** HTTP/1.0. */
  HTTP_1_0("HTTP/1.0"),
  /** HTTP/1.1, RFC 9112. */
  HTTP_1_1("HTTP/1.1"),
  /** HTTP/2, RFC 9113. */
  HTTP_2("HTTP/2");

  private final String text;

  HttpVersion(String text) {
    this.text = text;
  }

  /** {@return its name, such as {@code HTTP/1.1}} */
  @Override
  public String toString() {
    return text;
  }
}
