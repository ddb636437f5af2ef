package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.Clock;

/**
 * The clock of a replayed kernel. It moves only to the moments at which timers fired in the
 * recording. Kernel thread, and the stacks of its tasks.
 */
final class ReplayClock implements Clock {
  private static final long NONE = Long.MIN_VALUE;

  private final Clock shownClock = new Shown();
  private long now;
  private long shown = NONE;

  /** What tasks see of the time: the recorded moment where there is one. */
  private final class Shown implements Clock {
    @Override
    public long nanos() {
      return shown == NONE ? now : shown;
    }

    @Override
    public long waitNanos(long deadlineNanos, boolean outside) {
      return -1;
    }
  }

  Clock shown() {
    return shownClock;
  }

  @Override
  public long nanos() {
    return now;
  }

  /** Lets the timers fire that are due at a moment. */
  void advanceTo(long nanos) {
    now = Math.max(now, nanos);
  }

  /** Shows the tasks a moment until {@link #hide}. */
  void show(long nanos) {
    shown = nanos;
  }

  void hide() {
    shown = NONE;
  }

  /** The driver decides how long the kernel waits. */
  @Override
  public long waitNanos(long deadlineNanos, boolean outside) {
    return -1;
  }
}
