package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.HeaderSyntax;

/** What the first lines may consist of (RFC 9112, sections 3 and 4). */
final class Syntax {
  private Syntax() {}

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HeaderSyntax.isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Browsers send some characters raw that a URI must encode, so all visible ones but # pass. */
  static boolean isTarget(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F || c == '#') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isPhrase(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HeaderSyntax.isValueCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static void requireMethod(String method) {
    if (!isToken(method)) {
      throw new IllegalArgumentException("a method is a token of RFC 9110, such as GET");
    }
  }

  static void requireTarget(String target) {
    if (!isTarget(target)) {
      throw new IllegalArgumentException(
          "a target has visible ASCII characters only, and no #: percent-encode the others");
    }
  }

  static void requirePhrase(String phrase) {
    if (!isPhrase(phrase)) {
      throw new IllegalArgumentException("a reason phrase has no control characters");
    }
  }
}
