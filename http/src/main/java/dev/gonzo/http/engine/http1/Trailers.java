package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import org.jspecify.annotations.Nullable;

/** Which fields can be behind a body (RFC 9110, section 6.5.1). */
final class Trailers {
  private Trailers() {}

  /** Returns the first name that cannot be there; null if there is none. */
  static @Nullable String forbidden(Headers trailers) {
    for (Header trailer : trailers) {
      switch (trailer.name()) {
        case "age",
            "authorization",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "expect",
            "expires",
            "host",
            "keep-alive",
            "location",
            "max-forwards",
            "pragma",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "range",
            "retry-after",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "vary",
            "warning",
            "www-authenticate" -> {
          return trailer.name();
        }
        default -> {
          // Any other may.
        }
      }
    }
    return null;
  }
}
