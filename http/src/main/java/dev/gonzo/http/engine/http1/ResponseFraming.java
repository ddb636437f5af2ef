package dev.gonzo.http.engine.http1;

/** How the body of a response that is sent ends. */
final class ResponseFraming {
  private ResponseFraming() {}

  static void requireNoLength(ResponseHead head) {
    requireVersion(head.version());
    if (head.headers().has("content-length") || head.headers().has("transfer-encoding")) {
      throw new IllegalArgumentException(
          "a response with status "
              + head.status()
              + " has no body: leave out content-length and transfer-encoding");
    }
  }

  static void requireVersion(Version version) {
    if (version != Version.HTTP_1_1) {
      throw new IllegalArgumentException("the engine sends HTTP/1.1, got a head of " + version);
    }
  }

  static void requireFraming(HeadFields seen) {
    if (seen.hasCodings() && (seen.hasLength() || !seen.isChunked())) {
      throw new IllegalArgumentException(
          "transfer-encoding is chunked or missing, and not beside content-length");
    }
    if (seen.hasLength() && seen.length() < 0) {
      throw new IllegalArgumentException("content-length is one number of decimal digits");
    }
  }

  static BodyKind kind(RequestHead request, ResponseHead head, HeadFields seen) {
    boolean isTunnel = request.method().equals("CONNECT") && head.status() / 100 == 2;
    if (isTunnel || head.status() == 204) {
      requireNoLength(head);
      return BodyKind.NONE;
    }
    requireVersion(head.version());
    requireFraming(seen);
    if (request.method().equals("HEAD") || head.status() == 304) {
      return BodyKind.NONE;
    }
    if (seen.hasLength()) {
      return BodyKind.LENGTH;
    }
    return request.version() == Version.HTTP_1_1 ? BodyKind.CHUNKED : BodyKind.UNTIL_CLOSE;
  }
}
