package dev.gonzo.monitor.server;

/** Texts of a program, cut to a length that a table can show. */
public final class ShortText {
  private static final int MOST_CHARACTERS = 200;

  private ShortText() {}

  /**
   * {@return a text of at most 200 characters; the last is "…" if it was longer}
   *
   * @param text any text
   */
  public static String of(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int end = MOST_CHARACTERS - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
