package dev.gonzo.cluster.link;

/** Text that is sent to another node, cut off where it becomes long. */
final class ShortText {
  /** The most characters that are sent. */
  static final int MOST = 16 * 1024;

  private static final String CUT_OFF = " [cut off]";

  /** The most bytes that a text has: a character has up to three. */
  static final int MOST_BYTES = 3 * (MOST + CUT_OFF.length());

  private ShortText() {}

  static String of(String text) {
    boolean isShort = text.endsWith(CUT_OFF) && text.length() <= MOST + CUT_OFF.length();
    if (text.length() <= MOST || isShort) {
      return text;
    }
    // A surrogate pair is not cut in two: half of it has no encoding.
    int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
    return text.substring(0, end) + CUT_OFF;
  }
}
