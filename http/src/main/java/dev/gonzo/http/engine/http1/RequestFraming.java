package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import dev.gonzo.http.engine.Headers;

/** How a received message says where its body ends (RFC 9112, section 6.3): in one way, or not. */
final class RequestFraming {
  static final Headers NO_BODY = Headers.of("content-length", "0");

  private RequestFraming() {}

  static void checkCodings(HeadFields seen, boolean isNew) {
    if (seen.hasLength()) {
      throw bad("a message has both content-length and transfer-encoding", "RFC 9112, 6.3");
    }
    if (!isNew) {
      throw bad("a message of HTTP/1.0 has transfer-encoding", "RFC 9112, 6.1");
    }
    if (seen.isUnsupportedCoding()) {
      throw new ViolationException(
          501, "the transfer coding is not chunked alone", "RFC 9112, 6.1");
    }
    if (!seen.isChunked()) {
      throw bad("the transfer coding is not chunked, or not chunked last", "RFC 9112, 6.3");
    }
  }

  static long length(HeadFields seen) {
    long length = seen.length();
    if (length < 0) {
      throw bad("content-length is not one number of decimal digits", "RFC 9112, 6.3");
    }
    return length;
  }
}
