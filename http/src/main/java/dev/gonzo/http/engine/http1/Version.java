package dev.gonzo.http.engine.http1;

/** The version of a message. The engines send HTTP/1.1, and understand both. */
public enum Version {
  /** HTTP/1.0: no chunks, and connections end with the response unless both sides agree. */
  HTTP_1_0("HTTP/1.0"),
  /** HTTP/1.1. */
  HTTP_1_1("HTTP/1.1");

  private final String text;

  Version(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
