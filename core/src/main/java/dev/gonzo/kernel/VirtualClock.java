package dev.gonzo.kernel;

import java.time.Instant;

/**
 * A clock that does not move while any task can run, and jumps to the next timer when none can:
 * tests of hours take milliseconds. It does not jump while something outside the kernel may still
 * wake a task. (After Trio's autojump clock.)
 */
public final class VirtualClock implements Clock {
  private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

  private long nanos;

  /** Creates a clock that shows 0. */
  public VirtualClock() {}

  @Override
  public long nanos() {
    return nanos;
  }

  /** {@return a fixed time, plus the time that has passed on this clock} */
  @Override
  public Instant wallTime() {
    return ORIGIN.plusNanos(nanos);
  }

  @Override
  public long waitNanos(long deadlineNanos, boolean outside) {
    if (outside || deadlineNanos == Long.MAX_VALUE) {
      return -1;
    }
    nanos = Math.max(nanos, deadlineNanos);
    return 0;
  }
}
