package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.trap.EnvironmentTrap.ReadRandomBytes;
import dev.gonzo.trap.EnvironmentTrap.ReadWallTime;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import java.time.Duration;
import java.time.Instant;

/**
 * The time of day and random bytes. Both come from the kernel, so that a test or a simulation can
 * control them.
 */
public final class Environment {
  /** How long it may take to notice that the clock was set forward. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private Environment() {}

  /**
   * Returns the time of day. Its clock can be set forwards and backwards, so use it for times that
   * people read, and a {@link Moment} to measure durations.
   *
   * @return the current time; in virtual time it starts in the year 2000
   * @throws OutsideKernelException outside a coroutine
   * @throws dev.gonzo.trap.UnsupportedTrapException if the kernel has no environment
   */
  @Async(Suspension.NEVER)
  public static Instant wallTime() {
    return Coroutine.trap(new ReadWallTime());
  }

  /**
   * Waits until the wall clock has reached a time. If that has passed, it does not wait.
   *
   * <p>Changes of the clock are taken into account. If the clock is set back, the wait becomes
   * longer; if it is set forwards past the time, the wait ends within a minute. The wait never ends
   * before the clock shows the time.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param when the time to wait for
   * @throws OutsideKernelException outside a coroutine
   * @throws dev.gonzo.trap.UnsupportedTrapException if the kernel has no environment
   * @throws Cancelled if the task was cancelled
   */
  @Async
  public static void sleepUntil(Instant when) {
    Coroutine.trap(CHECKPOINT);
    for (Duration left = left(when); left.isPositive(); left = left(when)) {
      Coroutine.trap(new Sleep(Moment.after(left.compareTo(LONGEST) > 0 ? LONGEST : left)));
    }
  }

  private static Duration left(Instant when) {
    return Duration.between(wallTime(), when);
  }

  /**
   * Returns unpredictable random bytes, suitable for keys. In a simulation they are derived from
   * its seed.
   *
   * @param count the number of bytes
   * @return the random bytes
   * @throws IllegalArgumentException if the count is negative
   * @throws OutsideKernelException outside a coroutine
   * @throws dev.gonzo.trap.UnsupportedTrapException if the kernel has no environment
   */
  @Async(Suspension.NEVER)
  public static byte[] randomBytes(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("cannot read " + count + " bytes");
    }
    return Coroutine.trap(new ReadRandomBytes(count));
  }
}
