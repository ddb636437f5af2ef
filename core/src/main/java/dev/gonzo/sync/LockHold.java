package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Suspension;

/** A lock that the task holds. The end of a {@code try} block releases it. */
@FunctionalInterface
public interface LockHold extends AutoCloseable {
  /**
   * Releases the lock.
   *
   * @throws IllegalMonitorStateException if the calling task does not hold it
   * @throws AbandonedException if another task ended while holding it
   */
  @Async(Suspension.NEVER)
  @Override
  void close();
}
