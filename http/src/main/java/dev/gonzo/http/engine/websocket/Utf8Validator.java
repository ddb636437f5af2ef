package dev.gonzo.http.engine.websocket;

import java.nio.ByteBuffer;

/**
 * Finds the first byte at which bytes cannot be UTF-8 any more (RFC 3629), in text that comes in
 * parts.
 */
final class Utf8Validator {
  private static final long HIGH_BITS = 0x8080808080808080L;

  /**
   * Zero between characters; else how many bytes the character lacks, and the lowest and the
   * highest value of the next one.
   */
  private int state;

  int state() {
    return state;
  }

  void restore(int saved) {
    state = saved;
  }

  /** {@return whether the text may end here} */
  boolean isComplete() {
    return state == 0;
  }

  /**
   * Checks a part.
   *
   * @return the index of the first bad byte; {@code to} if there is none
   */
  int check(ByteBuffer bytes, int from, int to) {
    int now = state;
    int i = from;
    while (i < to) {
      if (now == 0) {
        while (i <= to - Long.BYTES && (bytes.getLong(i) & HIGH_BITS) == 0) {
          i += Long.BYTES;
        }
        if (i == to) {
          break;
        }
        int first = bytes.get(i);
        if (first < 0) {
          now = afterFirst(first & 0xFF);
          if (now == 0) {
            return i;
          }
        }
      } else {
        int next = bytes.get(i) & 0xFF;
        if (next < ((now >> 8) & 0xFF) || next > (now & 0xFF)) {
          return i;
        }
        int lacking = (now >> 16) - 1;
        now = lacking == 0 ? 0 : state(lacking, 0x80, 0xBF);
      }
      i++;
    }
    state = now;
    return to;
  }

  /** The state after the first byte of a character of several; 0 if there is no such character. */
  private static int afterFirst(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return 0;
    }
    if (first < 0xE0) {
      return state(1, 0x80, 0xBF);
    }
    return switch (first) {
      case 0xE0 -> state(2, 0xA0, 0xBF);
      case 0xED -> state(2, 0x80, 0x9F);
      case 0xF0 -> state(3, 0x90, 0xBF);
      case 0xF4 -> state(3, 0x80, 0x8F);
      default -> state(first < 0xF0 ? 2 : 3, 0x80, 0xBF);
    };
  }

  private static int state(int lacking, int lowest, int highest) {
    return (lacking << 16) | (lowest << 8) | highest;
  }
}
