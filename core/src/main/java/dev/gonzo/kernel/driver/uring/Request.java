package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.Ring;

/**
 * A request to Linux that its owner keeps and begins again when it has ended; at most one is under
 * way at a time. Kernel thread only.
 */
abstract class Request {
  private static final long NOT_UNDER_WAY = -1;

  // The number that identifies it to Linux; a new one each time.
  private long data = NOT_UNDER_WAY;

  /** Whether it has begun and has not ended. */
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
   * Called when it has ended, or for an event if it is still under way.
   *
   * @param result as from a system call
   * @param flags of the completion
   */
  abstract void completed(int result, int flags);
}
