package dev.gonzo;

import dev.gonzo.trap.ReadWallClock;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits for a time on the wall clock, and reads the clock again at intervals, because it may be
 * set.
 */
final class WallClock {
  /** The longest time until a clock that was set forwards is noticed. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private WallClock() {}

  static void sleepUntil(Instant when) {
    Gonzo.checkpoint();
    for (Duration left = left(when); left.isPositive(); left = left(when)) {
      Gonzo.sleep(left.compareTo(LONGEST) > 0 ? LONGEST : left);
    }
  }

  private static Duration left(Instant when) {
    return Duration.between(Coroutine.trap(new ReadWallClock()), when);
  }
}
