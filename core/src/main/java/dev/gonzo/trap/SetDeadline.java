package dev.gonzo.trap;

import dev.gonzo.Cancelled;

/**
 * Asks that the calling task be cancelled when the kernel's clock has reached a point; at once, if
 * it has passed. Never suspends.
 *
 * @param clockNanos the point, in nanoseconds on the kernel's clock
 * @param cancelled what the task meets then
 */
public record SetDeadline(long clockNanos, Cancelled cancelled) implements Trap.Scheduling<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
