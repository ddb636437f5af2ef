package dev.gonzo.cli.replay;

/** Text of a program as it is shown on a terminal: bounded, and without control characters. */
final class Text {
  private static final int LONGEST = 400;

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
    int end = Math.min(text.length(), longest);
    if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    String shown = text.substring(0, end).replace("\r", "\\r").replace("\t", "\\t");
    String line = dev.gonzo.report.Text.visible(shown);
    return end < text.length() ? line + "... (" + (text.length() - end) + " more)" : line;
  }

  /** {@return a string as in a program, in quotes} */
  static String quoted(String text, int longest) {
    return '"' + line(text.replace("\\", "\\\\").replace("\"", "\\\""), longest) + '"';
  }
}
