package dev.gonzo.cli.repl;

/** Makes text harmless for a terminal: names and values may come from anywhere. */
final class Plain {
  private static final int MOST = 5_000;

  private Plain() {}

  /** {@return the text with control characters shown as escapes, except line feeds and tabs} */
  static String text(String text) {
    if (text.chars().noneMatch(Plain::isHarmful)) {
      return text;
    }
    var plain = new StringBuilder();
    text.chars()
        .forEach(c -> {
          if (isHarmful(c)) {
            plain.append(String.format("\\u%04X", c));
          } else {
            plain.append((char) c);
          }
        });
    return plain.toString();
  }

  /** {@return a value as plain text, cut if it is very long} */
  static String value(String value) {
    return text(
        value.length() <= MOST
            ? value
            : value.substring(0, MOST) + " ... (" + (value.length() - MOST) + " more characters)");
  }

  private static boolean isHarmful(int c) {
    // Also the characters that change the direction of text, which hide what a name really is.
    return (Character.isISOControl(c) && c != '\n' && c != '\t')
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
