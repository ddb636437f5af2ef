package dev.gonzo.http.engine.http2;

/** Counts frames that cost much and bring nothing. It is full again after each second. */
final class FloodBudget {
  private static final int MOST_TIMES = 4;

  private final int most;
  private int used;
  private long fills;

  /**
   * Tiny window updates that are a fair answer to frames with data. Limited, so that a peer cannot
   * earn them for later.
   */
  private long updates;

  FloodBudget(int most) {
    this.most = most;
  }

  void spend(String frames) {
    if (++used > most) {
      throw ProtocolException.connection(
          ErrorCode.ENHANCE_YOUR_CALM,
          "RFC 9113, section 10.5",
          "more than %d frames in a second that bring nothing; the last: %s"
              .formatted(most, frames));
    }
  }

  void dataSent() {
    updates = Math.min(updates + 2, MOST_TIMES * (long) most);
  }

  void tinyUpdate() {
    if (updates > 0) {
      updates--;
    } else {
      spend("a tiny WINDOW_UPDATE");
    }
  }

  boolean isUsed() {
    return used > 0;
  }

  long fills() {
    return fills;
  }

  void fill() {
    used = 0;
    fills++;
  }
}
