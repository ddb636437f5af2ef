package dev.gonzo.sync;

import dev.gonzo.Async;

/** A lock that the task holds. The end of a {@code try} block releases it. */
@FunctionalInterface
public interface Held extends AutoCloseable {
  /**
   * Releases the lock.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @throws IllegalMonitorStateException if the calling task does not hold it
   * @throws AbandonedException if another task ended while holding it
   */
  @Async
  @Override
  void close();
}
