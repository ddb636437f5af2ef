package dev.gonzo;

import java.time.Duration;

/**
 * Arithmetic on points of a kernel's clock that does not overflow: what is too far away becomes
 * "never".
 */
final class Moments {
  static final long NEVER = Long.MAX_VALUE;

  private Moments() {}

  static long after(long now, Duration delay) {
    if (delay.isNegative() || delay.isZero()) {
      return now;
    }
    try {
      return Math.addExact(now, delay.toNanos());
    } catch (ArithmeticException tooFar) {
      return NEVER;
    }
  }

  static long plus(long moment, long nanos) {
    long sum = moment + nanos;
    return nanos >= 0 && sum < moment ? NEVER : sum;
  }

  static long at(Duration point) {
    try {
      return point.toNanos();
    } catch (ArithmeticException tooFar) {
      return point.isNegative() ? Long.MIN_VALUE : NEVER;
    }
  }
}
