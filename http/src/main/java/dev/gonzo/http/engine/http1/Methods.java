package dev.gonzo.http.engine.http1;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes methods from bytes. The usual ones need no new strings. */
final class Methods {
  private static final String[] KNOWN = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"
  };

  private Methods() {}

  /** Returns the method; null if it is no token. Its case matters. */
  static @Nullable String of(byte[] array, int start, int end) {
    for (String known : KNOWN) {
      if (isSame(known, array, start, end)) {
        return known;
      }
    }
    String method = new String(array, start, end - start, StandardCharsets.ISO_8859_1);
    return Syntax.isToken(method) ? method : null;
  }

  private static boolean isSame(String known, byte[] array, int start, int end) {
    if (known.length() != end - start) {
      return false;
    }
    for (int i = 0; i < known.length(); i++) {
      if (known.charAt(i) != array[start + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether a request without content-length has a body in chunks, if there is no word on
   * it.
   */
  static boolean hasBody(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }
}
