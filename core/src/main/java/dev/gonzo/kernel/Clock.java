package dev.gonzo.kernel;

import java.time.Instant;

/**
 * A kernel's monotonic clock, and how long the kernel may wait on it: the one place where time
 * passes, so that a test can let it pass at will.
 */
public interface Clock {
  /** {@return nanoseconds since an origin of the clock's own} Differences are what counts. */
  long nanos();

  /**
   * Tells how long the kernel may wait for its devices when nothing is ready.
   *
   * @param deadlineNanos when the earliest timer is due; {@code Long.MAX_VALUE} if there is none
   * @param outside whether something outside the kernel may still wake a task
   * @return nanoseconds; 0 for not at all, -1 for without limit
   */
  long waitNanos(long deadlineNanos, boolean outside);

  /**
   * {@return what a calendar and a clock on the wall tell} It may jump, because somebody sets it.
   */
  default Instant wallClock() {
    return Instant.now();
  }

  /** {@return the system's clock, counted from now} */
  static Clock system() {
    return new SystemClock();
  }
}
