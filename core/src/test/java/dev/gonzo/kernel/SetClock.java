package dev.gonzo.kernel;

/** A clock that a test sets. */
public final class SetClock implements Clock {
  private volatile long nanos;

  public void forward(long by) {
    nanos += by;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long waitNanos(long deadlineNanos, boolean outside) {
    return deadlineNanos == Long.MAX_VALUE ? -1 : Math.max(0, deadlineNanos - nanos);
  }
}
