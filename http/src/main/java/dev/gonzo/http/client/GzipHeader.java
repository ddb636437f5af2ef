package dev.gonzo.http.client;

/** Passes over the header of a member of gzip (RFC 1952, section 2.3), byte by byte. */
final class GzipHeader {
  private static final int FIXED = 10;
  private static final int FLAG_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xE0;

  private int at;
  private int flags;

  /** What is left of a part with a length: the extra field, and the checksum. */
  private int left;

  private int lengthBytes;

  void restart() {
    at = 0;
  }

  boolean isAtStart() {
    return at == 0;
  }

  /** Takes a byte; returns whether it was the last one. */
  boolean take(int next) throws ContentCodingException {
    if (at < FIXED) {
      takeFixed(next);
      at++;
      return at == FIXED && flags == 0;
    }
    if ((flags & FLAG_EXTRA) != 0) {
      takeExtra(next);
    } else if ((flags & FLAG_NAME) != 0) {
      endText(next, FLAG_NAME);
    } else if ((flags & FLAG_COMMENT) != 0) {
      endText(next, FLAG_COMMENT);
    } else {
      lengthBytes++;
      flags &= lengthBytes == 2 ? ~FLAG_CRC : flags;
    }
    return flags == 0;
  }

  private void takeFixed(int next) throws ContentCodingException {
    boolean isWrong =
        switch (at) {
          case 0 -> next != 0x1F;
          case 1 -> next != 0x8B;
          case 2 -> next != 8;
          case 3 -> (next & FLAGS_RESERVED) != 0;
          default -> false;
        };
    if (isWrong) {
      throw new ContentCodingException("the body of the response is not gzip, as it says");
    }
    if (at == 3) {
      // The first flag only says that it is probably text.
      flags = next & ~1;
      left = 0;
      lengthBytes = 0;
    }
  }

  private void takeExtra(int next) {
    if (lengthBytes < 2) {
      left |= next << (8 * lengthBytes++);
    } else {
      left--;
    }
    if (lengthBytes == 2 && left == 0) {
      flags &= ~FLAG_EXTRA;
      lengthBytes = 0;
    }
  }

  private void endText(int next, int flag) {
    if (next == 0) {
      flags &= ~flag;
    }
  }
}
