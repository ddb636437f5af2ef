package dev.gonzo.kernel;

/**
 * A turn that the watchdog has seen more than once, and what its thread has done since: whether it
 * ran, waited in the system, or was only not given a processor, which is nobody's fault here.
 */
final class LongTurn {
  /** What the thread has done for as long as a turn may last. */
  enum Finding {
    /** Nothing yet: it has not had the time. */
    NOTHING,
    /** It ran. */
    BUSY,
    /** It waited in the system. */
    WAITED
  }

  /** A thread that ran longer than this did not wait all the time, where that is only guessed. */
  private static final long MOST_RUN_IN_A_WAIT = 500_000;

  private final long limitNanos;
  private ThreadTimes first;
  private long passedNanos;
  private boolean alwaysWaited;
  private Finding finding = Finding.NOTHING;

  LongTurn(ThreadTimes first, long limitNanos) {
    this.first = first;
    this.limitNanos = limitNanos;
    this.alwaysWaited = first.waits();
  }

  /** What was found at the last look. */
  Finding finding() {
    return finding;
  }

  /**
   * Looks again, unless something was found before.
   *
   * @param now the times of the thread
   * @param nanos how much of the time since the last look may count as a wait; 0 if the watchdog
   *     itself was kept from looking by a busy machine, or a stopped JVM
   * @return whether this look has found something
   */
  boolean look(ThreadTimes now, long nanos) {
    if (finding != Finding.NOTHING) {
      return false;
    }
    if (!now.source().equals(first.source())) {
      first = now;
      passedNanos = 0;
      alwaysWaited = now.waits();
      return false;
    }
    passedNanos += nanos;
    alwaysWaited &= now.waits();
    long ran = now.ranNanos() - first.ranNanos();
    if (ran >= limitNanos) {
      finding = Finding.BUSY;
    } else if (now.waits() && hasWaited(ran, now)) {
      finding = Finding.WAITED;
    }
    return finding != Finding.NOTHING;
  }

  private boolean hasWaited(long ran, ThreadTimes now) {
    long waited = passedNanos - ran - (now.delayedNanos() - first.delayedNanos());
    return waited >= limitNanos && (now.exact() || (alwaysWaited && ran < MOST_RUN_IN_A_WAIT));
  }
}
