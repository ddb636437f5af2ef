package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.Ring;

/**
 * Something asked of Linux, over and over, one at a time: its maker keeps it, and begins it again
 * when it has ended. Kernel thread only.
 */
abstract class Request {
  private static final long NOT_UNDER_WAY = -1;

  // What Linux knows it by; another one each time.
  private long data = NOT_UNDER_WAY;

  /** Whether it was begun, and has not ended. */
  final boolean isUnderWay() {
    return data != NOT_UNDER_WAY;
  }

  final void begun(long data) {
    this.data = data;
  }

  final long data() {
    return data;
  }

  final void ended() {
    data = NOT_UNDER_WAY;
  }

  /**
   * Writes it into the ring.
   *
   * @return false if there is no room now
   */
  abstract boolean submit(Ring ring, long data);

  /**
   * It has ended, or, if it is again under way, has something to tell.
   *
   * @param result as of a system call
   * @param flags of the completion
   */
  abstract void completed(int result, int flags);
}
