package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;

/** What may follow a body (RFC 9110, section 6.5.1): nothing that frames, routes or selects. */
final class TrailerRules {
  private TrailerRules() {}

  /** {@return the trailers of fields} */
  static Headers trailers(int stream, MessageFields fields) {
    fields.requireNoOther();
    Headers trailers = fields.headers();
    for (Header each : trailers) {
      if (isForbidden(each.name())) {
        throw ProtocolException.stream(
            stream,
            ErrorCode.PROTOCOL_ERROR,
            "RFC 9110, section 6.5.1",
            "the trailer %s, which must be a header".formatted(each.name()));
      }
    }
    return trailers;
  }

  /** {@return whether a header cannot be a trailer} */
  static boolean isForbidden(String name) {
    return switch (name) {
      case "authorization",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "cookie",
          "host",
          "set-cookie",
          "te",
          "trailer" ->
          true;
      default -> false;
    };
  }
}
