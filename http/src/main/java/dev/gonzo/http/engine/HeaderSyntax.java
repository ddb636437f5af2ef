package dev.gonzo.http.engine;

/** What names and values of fields may consist of (RFC 9110, section 5). */
public final class HeaderSyntax {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[Character.toUpperCase(c)] = true;
    }
  }

  private HeaderSyntax() {}

  /**
   * {@return whether a byte or a character may be part of a token, such as a method or a name}
   *
   * @param c the character
   */
  public static boolean isTokenCharacter(int c) {
    return c >= 0 && c < TOKEN.length && TOKEN[c];
  }

  /**
   * {@return whether a byte or a character may be part of a value: all but controls other than the
   * tab}
   *
   * @param c the character; from 128 on, a byte of an unknown encoding
   */
  public static boolean isValueCharacter(int c) {
    return (c >= ' ' && c != 0x7F && c <= 0xFF) || c == '\t';
  }

  /** {@return whether a text is a token in lower case} */
  static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isTokenCharacter(c) || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  static void requireName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "the name of a header is a token in lower case, got: " + printable(name));
    }
  }

  static void requireValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isValueCharacter(value.charAt(i))) {
        throw new IllegalArgumentException(
            "the value of header "
                + name
                + " has a character that it cannot have, U+%04X at %d"
                    .formatted((int) value.charAt(i), i));
      }
    }
    if (!value.equals(value.strip())) {
      throw new IllegalArgumentException("the value of header " + name + " has spaces at its ends");
    }
  }

  private static String printable(String text) {
    var out = new StringBuilder();
    text.chars()
        .forEach(c -> {
          if (c >= ' ' && c < 0x7F) {
            out.append((char) c);
          } else {
            out.append("\\u%04x".formatted(c));
          }
        });
    return out.toString();
  }
}
