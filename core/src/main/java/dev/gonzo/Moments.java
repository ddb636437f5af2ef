package dev.gonzo;

import java.time.Duration;

/** Arithmetic on points of a kernel's clock that never overflows: far ends are "never". */
final class Moments {
  static final long NEVER = Long.MAX_VALUE;

  private Moments() {}

  static long after(long now, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      return now;
    }
    try {
      return Math.addExact(now, duration.toNanos());
    } catch (ArithmeticException tooFar) {
      return NEVER;
    }
  }
}
