package dev.gonzo.report;

import java.time.Duration;

/**
 * Pauses between attempts: each is twice as long as the one before, up to a limit. One thread at a
 * time.
 */
public final class DoublingPause {
  private final Duration longest;
  private Duration next;

  /**
   * Begins with the shortest pause.
   *
   * @param first the first pause
   * @param longest the limit
   */
  public DoublingPause(Duration first, Duration longest) {
    this.longest = longest;
    next = first;
  }

  /** {@return how long to pause now} The next call returns twice that, or the limit. */
  public Duration next() {
    Duration now = next;
    next = now.compareTo(longest.dividedBy(2)) >= 0 ? longest : now.multipliedBy(2);
    return now;
  }
}
