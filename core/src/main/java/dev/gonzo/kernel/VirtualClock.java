package dev.gonzo.kernel;

import java.time.Instant;

/**
 * A clock that stands still while anything can happen and jumps to the next timer when nothing else
 * can: tests of hours take milliseconds. It does not jump while something outside the kernel may
 * still wake a task. (After Trio's autojump clock.)
 */
public final class VirtualClock implements Clock {
  private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

  private long nanos;

  /** Makes one that stands at 0. */
  public VirtualClock() {}

  @Override
  public long nanos() {
    return nanos;
  }

  /** {@return the same time each time, and so much later as has passed here} */
  @Override
  public Instant wallClock() {
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
