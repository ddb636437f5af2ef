package dev.gonzo.kernel.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a kernel that can no longer wait for its devices. Its tasks are cancelled, and have some
 * time to clean up: timers and other threads still reach them, and so do events of the devices, if
 * polling without a wait still works. Kernel thread only.
 */
final class FailedDevices {
  /** How long the tasks may clean up. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  // A pause cannot be interrupted, so it is short.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Throwable cause;
  private final long began = System.nanoTime();

  /**
   * Starts the end.
   *
   * @param cause the failure of the wait
   */
  FailedDevices(Throwable cause) {
    this.cause = cause;
  }

  /** The exception that {@code run} throws. */
  IllegalStateException failure() {
    return new IllegalStateException(
        "the kernel broke: the wait for its devices has failed; its tasks were cancelled: "
            + cause.getMessage(),
        cause);
  }

  boolean isGraceOver() {
    return System.nanoTime() - began > GRACE_NANOS;
  }

  /**
   * Polls the devices without waiting, then pauses for at most the given time; -1 means any time.
   */
  void poll(Driver driver, long nanos) {
    try {
      driver.poll(0);
    } catch (RuntimeException failedAgain) {
      // The devices still fail.
    }
    if (nanos != 0) {
      LockSupport.parkNanos(this, nanos < 0 ? PAUSE_NANOS : Math.min(nanos, PAUSE_NANOS));
    }
  }
}
