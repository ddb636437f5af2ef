package dev.gonzo;

import dev.gonzo.trap.ReadWallClock;
import java.time.Duration;
import java.time.Instant;

/** Waiting for a time of day: a clock that somebody may set, and so one that is read again. */
final class WallClock {
  /** So long it takes at most until it is noticed that the clock was set forwards. */
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
