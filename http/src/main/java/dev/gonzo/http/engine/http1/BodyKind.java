package dev.gonzo.http.engine.http1;

/** How the end of a body is found (RFC 9112, section 6.3). */
enum BodyKind {
  NONE,
  LENGTH,
  CHUNKED,
  UNTIL_CLOSE
}
