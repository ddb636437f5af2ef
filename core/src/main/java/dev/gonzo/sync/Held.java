package dev.gonzo.sync;

import dev.gonzo.Async;

/** A lock that the task has, to be given back by the end of a {@code try} block. */
@FunctionalInterface
public interface Held extends AutoCloseable {
  /**
   * Gives it back.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @throws IllegalMonitorStateException if the calling task does not have it
   * @throws AbandonedException if another task ended while it had it
   */
  @Async
  @Override
  void close();
}
