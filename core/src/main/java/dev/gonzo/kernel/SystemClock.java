package dev.gonzo.kernel;

/**
 * The system's monotonic clock, counted from the creation of this object so that its values stay
 * small.
 */
final class SystemClock implements Clock {
  private final long origin = System.nanoTime();

  @Override
  public long nanos() {
    return System.nanoTime() - origin;
  }

  @Override
  public long waitNanos(long deadlineNanos, boolean outside) {
    return deadlineNanos == Long.MAX_VALUE ? -1 : Math.max(0, deadlineNanos - nanos());
  }
}
