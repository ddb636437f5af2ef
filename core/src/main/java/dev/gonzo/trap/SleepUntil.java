package dev.gonzo.trap;

/**
 * Suspends until the kernel's clock has reached a point in time. If that has passed, the task only
 * gives up its turn. Answers the clock at the end.
 *
 * @param clockNanos the point, in nanoseconds on the kernel's clock
 */
public record SleepUntil(long clockNanos) implements Trap.Scheduling<Long> {
  @Override
  public Class<?> answerType() {
    return Long.class;
  }
}
