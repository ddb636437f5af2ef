package dev.gonzo.sim.net;

import dev.gonzo.sim.world.Draws;

/** How a duration is drawn, such as the latency of a packet. */
@FunctionalInterface
public interface Distribution {
  /**
   * Draws a duration. Must depend on the drawn numbers only.
   *
   * @param draws the random numbers
   * @return nanoseconds, at least 0
   */
  long nanos(Draws draws);

  /**
   * Returns the distribution in which every duration is the same.
   *
   * @param nanos the duration in nanoseconds, at least 0
   * @return the distribution
   */
  static Distribution constant(long nanos) {
    requireNotNegative(nanos);
    return _ -> nanos;
  }

  /**
   * Returns the distribution in which all durations between two are equally likely.
   *
   * @param least the shortest in nanoseconds, at least 0
   * @param most the longest in nanoseconds, not less than that
   * @return the distribution
   */
  static Distribution uniform(long least, long most) {
    requireNotNegative(least);
    if (most < least) {
      throw new IllegalArgumentException("no duration is between " + least + " and " + most);
    }
    return draws -> least + draws.below(most - least + 1);
  }

  /**
   * Returns the exponential distribution above a shortest duration: most are near it, and a few are
   * much longer, as in a network with queues.
   *
   * @param least the shortest in nanoseconds, at least 0
   * @param mean the mean in nanoseconds, not less than that
   * @return the distribution
   */
  static Distribution exponential(long least, long mean) {
    requireNotNegative(least);
    if (mean < least) {
      throw new IllegalArgumentException("the mean " + mean + " is less than the least " + least);
    }
    // StrictMath, since the last bit of Math.log may differ from one JVM to another.
    return draws -> least + (long) ((mean - least) * -StrictMath.log(1 - draws.unit()));
  }

  private static void requireNotNegative(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a duration is at least 0, got " + nanos);
    }
  }
}
