package dev.gonzo.trap;

/**
 * Reads the kernel's monotonic clock: answers nanoseconds since an origin of the kernel's own.
 * Never suspends.
 */
public record ReadClock() implements Trap.Scheduling<Long> {
  @Override
  public Class<?> answerType() {
    return Long.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
