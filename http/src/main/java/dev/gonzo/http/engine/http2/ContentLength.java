package dev.gonzo.http.engine.http2;

/** The number in the header content-length. */
final class ContentLength {
  /** The digits of the largest number that is taken. */
  private static final int MOST_DIGITS = 18;

  private ContentLength() {}

  /** {@return the number; -1 if it is none} */
  static long parse(String value) {
    if (value.isEmpty() || value.length() > MOST_DIGITS) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = 10 * length + digit;
    }
    return length;
  }
}
