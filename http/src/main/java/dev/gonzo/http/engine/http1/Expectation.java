package dev.gonzo.http.engine.http1;

/** What a client expects before it sends a body (RFC 9110, section 10.1.1). */
public enum Expectation {
  /** Nothing. */
  NONE,
  /** A response 100 before the body, or a final one instead of it. */
  CONTINUE,
  /** Something that no standard defines: answer with 417. */
  UNKNOWN
}
