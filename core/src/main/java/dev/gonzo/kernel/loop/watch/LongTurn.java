package dev.gonzo.kernel.loop.watch;

/**
 * A turn that the watchdog has seen more than once, and what its thread has done since. The thread
 * ran, or it blocked in the system, or it was ready and got no processor, which is not the task's
 * fault.
 */
final class LongTurn {
  /** What the thread has spent too long on. */
  enum Finding {
    /** Nothing so far. */
    NOTHING,
    /** Running. */
    BUSY,
    /** Blocking in the system. */
    WAITED
  }

  /**
   * How long a thread may have run and still count as blocked all the time, where that is only
   * guessed.
   */
  private static final long MOST_RUN_IN_A_WAIT = 500_000;

  private final long limitNanos;
  private ThreadTimes first;
  private long passedNanos;
  private boolean asked;
  private Finding finding = Finding.NOTHING;

  LongTurn(ThreadTimes first, long limitNanos) {
    this.first = first;
    this.limitNanos = limitNanos;
  }

  /** The finding of the last check. */
  Finding finding() {
    return finding;
  }

  /**
   * Checks again, unless there is a finding already.
   *
   * @param now the times of the thread
   * @param nanos how much of the time since the last check may count as blocked; 0 if the watchdog
   *     itself was held up, by a busy machine or a stopped JVM
   * @return whether this check has made a finding
   */
  boolean look(ThreadTimes now, long nanos) {
    if (finding != Finding.NOTHING) {
      return false;
    }
    if (!now.source().equals(first.source())) {
      first = now;
      passedNanos = 0;
      asked = false;
      return false;
    }
    passedNanos += nanos;
    long ran = now.ranNanos() - first.ranNanos();
    if (ran >= limitNanos) {
      finding = Finding.BUSY;
    } else if (hasWaited(ran, now)) {
      finding = Finding.WAITED;
    }
    return finding != Finding.NOTHING;
  }

  private boolean hasWaited(long ran, ThreadTimes now) {
    long waited = passedNanos - ran - (now.delayedNanos() - first.delayedNanos());
    if (waited < limitNanos) {
      return false;
    }
    if (now.exact()) {
      return now.waits();
    }
    // Asked at most once in a turn: asking stops the thread, and a thread that is often stopped
    // looks as if it waited.
    boolean ask = !asked && ran < MOST_RUN_IN_A_WAIT;
    asked |= ask;
    return ask && now.waits();
  }
}
