package dev.gonzo.trap;

/**
 * Suspends until the kernel's clock has reached a point; one that has passed only gives up the
 * turn. Answers the clock at the end.
 *
 * @param clockNanos the point, in nanoseconds on the kernel's clock
 */
public record SleepUntil(long clockNanos) implements Trap.Scheduling<Long> {
  @Override
  public Class<?> answerType() {
    return Long.class;
  }
}
