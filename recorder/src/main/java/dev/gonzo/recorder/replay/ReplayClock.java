package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.Clock;

/**
 * The clock of a replayed kernel. It moves only to the moments at which timers fired in the
 * recording, and shows a task that reads it the moment that was recorded. Kernel thread, and the
 * stacks of its tasks.
 */
final class ReplayClock implements Clock {
  private static final long NONE = Long.MIN_VALUE;

  private long now = NONE + 1;
  private long shown = NONE;

  @Override
  public long nanos() {
    return shown == NONE ? now : shown;
  }

  /** Lets the timers fire that are due at a moment. */
  void advanceTo(long nanos) {
    now = Math.max(now, nanos);
  }

  /** Shows a moment until {@link #hide}. */
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
