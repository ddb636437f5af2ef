package dev.gonzo.trap;

/**
 * Reads the kernel's monotonic clock. Answers nanoseconds since an origin that each kernel chooses.
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
