package dev.gonzo.cli.replay;

/** Text of a program as it is shown on a terminal: bounded, and without control characters. */
final class Text {
  private static final int LONGEST = 400;
  private static final int DELETE = 0x7f;
  private static final int END_OF_CONTROLS = 0xa0;

  private Text() {}

  /** {@return the text on one line, cut if it is long} */
  static String line(String text) {
    return line(text, LONGEST);
  }

  /**
   * {@return the text on one line}
   *
   * @param longest the number of characters after which it is cut
   */
  static String line(String text, int longest) {
    var line = new StringBuilder();
    int end = Math.min(text.length(), longest);
    for (int i = 0; i < end; i++) {
      append(line, text.charAt(i));
    }
    if (end < text.length()) {
      line.append("... (").append(text.length() - end).append(" more)");
    }
    return line.toString();
  }

  /** {@return a string as in a program, in quotes} */
  static String quoted(String text, int longest) {
    return '"' + line(text.replace("\\", "\\\\").replace("\"", "\\\""), longest) + '"';
  }

  private static void append(StringBuilder line, char c) {
    switch (c) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (isHidden(c)) {
          line.append("\\u%04x".formatted((int) c));
        } else {
          line.append(c);
        }
      }
    }
  }

  /** Control characters, and those that change the direction or the place of others. */
  private static boolean isHidden(char c) {
    return c < ' '
        || (c >= DELETE && c < END_OF_CONTROLS)
        || Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.LINE_SEPARATOR
        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
  }
}
