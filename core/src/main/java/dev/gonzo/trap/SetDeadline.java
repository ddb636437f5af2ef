package dev.gonzo.trap;

import dev.gonzo.Cancelled;

/**
 * Requests that the calling task be cancelled when the kernel's clock reaches a point in time; at
 * once, if that has passed. Never suspends.
 *
 * @param clockNanos the point, in nanoseconds on the kernel's clock
 * @param cancelled the cancellation that is thrown in the task then
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
