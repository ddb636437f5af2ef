package dev.gonzo.http.server;

import java.util.Optional;

/**
 * A range of bytes that a request asks for (RFC 9110, section 14).
 *
 * @param first the position of the first byte
 * @param count how many bytes; 0 if no byte of the range is there
 */
record ByteRange(long first, long count) {
  private static final String UNIT = "bytes=";

  /** More digits than a position can need, and fewer than a long has. */
  private static final int MOST_DIGITS = 18;

  /**
   * Reads the field {@code range}. Empty if it is to be ignored: it is wrong, has another unit, or
   * asks for several ranges.
   */
  static Optional<ByteRange> parse(String field, long size) {
    int dash = field.indexOf('-');
    if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length()) || dash < 0) {
      return Optional.empty();
    }
    String from = field.substring(UNIT.length(), dash).strip();
    String to = field.substring(dash + 1).strip();
    if (!isNumber(from) || !isNumber(to) || (from.isEmpty() && to.isEmpty())) {
      return Optional.empty();
    }
    if (from.isEmpty()) {
      long last = Math.min(size, Long.parseLong(to));
      return Optional.of(new ByteRange(size - last, last));
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
    if (last < first) {
      return Optional.empty();
    }
    return Optional.of(
        first >= size
            ? new ByteRange(first, 0)
            : new ByteRange(first, Math.min(last, size - 1) - first + 1));
  }

  /** Whether a text has digits only; it may have none. */
  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() <= MOST_DIGITS;
  }

  /** The value of {@code content-range}. */
  String describe(long size) {
    return "bytes " + (count == 0 ? "*" : first + "-" + (first + count - 1)) + "/" + size;
  }
}
