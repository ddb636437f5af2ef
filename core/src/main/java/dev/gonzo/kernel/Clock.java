package dev.gonzo.kernel;

import java.time.Instant;

/**
 * A kernel's monotonic clock. It also decides how long the kernel may wait, so that a test can
 * control the passing of time.
 */
public interface Clock {
  /** {@return nanoseconds since an arbitrary origin} Only differences mean something. */
  long nanos();

  /**
   * Returns how long the kernel may wait for its devices when nothing is ready.
   *
   * @param deadlineNanos when the earliest timer is due; {@code Long.MAX_VALUE} if there is none
   * @param outside whether something outside the kernel may still wake a task
   * @return nanoseconds; 0 to not wait, -1 to wait without limit
   */
  long waitNanos(long deadlineNanos, boolean outside);

  /** {@return the wall-clock time} It can jump when the system's clock is set. */
  default Instant wallTime() {
    return Instant.now();
  }

  /** {@return the system's clock, counted from now} */
  static Clock system() {
    return new SystemClock();
  }
}
