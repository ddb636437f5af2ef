package dev.gonzo.http.server;

import dev.gonzo.http.engine.Headers;
import java.util.List;

/** The encodings that a client accepts (RFC 9110, section 12.5.3). */
final class AcceptedEncodings {
  private AcceptedEncodings() {}

  /** Whether a client prefers gzip to the bytes as they are, or has nothing against it. */
  static boolean preferGzip(Headers request) {
    double gzip = weight(request, "gzip");
    return gzip > 0 && gzip >= identity(request);
  }

  /** Whether a client accepts the bytes as they are. It does unless it says so. */
  static boolean permitIdentity(Headers request) {
    return identity(request) > 0;
  }

  private static double identity(Headers request) {
    double weight = find(request, "identity");
    if (weight < 0) {
      // Something else is preferred where identity is not named, unless all others are refused.
      weight = find(request, "*") == 0 ? 0 : Double.MIN_VALUE;
    }
    return weight;
  }

  private static double weight(Headers request, String encoding) {
    double weight = find(request, encoding);
    return weight >= 0 ? weight : Math.max(0, find(request, "*"));
  }

  /** Returns the weight of an encoding, from 0 to 1; -1 if it is not named. */
  private static double find(Headers request, String encoding) {
    List<String> fields = request.all("accept-encoding");
    for (String field : fields) {
      for (String part : field.split(",", -1)) {
        int semicolon = part.indexOf(';');
        String name = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
        if (name.equalsIgnoreCase(encoding)
            || (encoding.equals("gzip") && name.equalsIgnoreCase("x-gzip"))) {
          return semicolon < 0 ? 1 : quality(part.substring(semicolon + 1).strip());
        }
      }
    }
    return -1;
  }

  private static double quality(String parameter) {
    if (parameter.startsWith("q=") || parameter.startsWith("Q=")) {
      String value = parameter.substring(2).strip();
      boolean isNumber =
          !value.isEmpty()
              && value.length() <= 5
              && value.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
      if (isNumber && !value.equals(".") && value.indexOf('.') == value.lastIndexOf('.')) {
        return Math.min(1, Double.parseDouble(value));
      }
    }
    // What is not understood is not wanted.
    return 0;
  }
}
