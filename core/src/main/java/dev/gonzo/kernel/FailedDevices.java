package dev.gonzo.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The end of a kernel whose devices cannot be waited for any more. Its tasks are cancelled, and
 * have some time to clean up: timers and other threads still reach them, and so does what the
 * devices report if they can be asked without a wait. Kernel thread only.
 */
final class FailedDevices {
  /** So long the tasks may clean up. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  // Nothing ends a pause, so it is short.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Throwable cause;
  private final long began = System.nanoTime();

  /**
   * Begins the end.
   *
   * @param cause what the wait has failed with
   */
  FailedDevices(Throwable cause) {
    this.cause = cause;
  }

  /** What {@code run} throws. */
  IllegalStateException failure() {
    return new IllegalStateException(
        "the kernel broke: the wait for its devices has failed; its tasks were cancelled: "
            + cause.getMessage(),
        cause);
  }

  boolean isGraceOver() {
    return System.nanoTime() - began > GRACE_NANOS;
  }

  /** Asks the devices without a wait, then pauses for at most so long; -1 is for any time. */
  void poll(Driver driver, long nanos) {
    try {
      driver.poll(0);
    } catch (RuntimeException failedAgain) {
      // As before.
    }
    if (nanos != 0) {
      LockSupport.parkNanos(this, nanos < 0 ? PAUSE_NANOS : Math.min(nanos, PAUSE_NANOS));
    }
  }
}
