package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.READ_CLOCK;

import java.time.Duration;

/**
 * A point in time on a kernel's monotonic clock. Use it to measure durations: the clock cannot be
 * set. For the time of day see {@link Environment#wallTime()}.
 *
 * <pre>{@code
 * Moment begun = Moment.now();
 * fetch();
 * System.out.println("took " + Moment.now().since(begun));
 * }</pre>
 *
 * <p>Moments of different kernels cannot be compared. No method here suspends.
 *
 * @param nanos nanoseconds since an origin that each kernel chooses; with a {@link
 *     dev.gonzo.kernel.VirtualClock} it is the start of the run
 */
public record Moment(long nanos) implements Comparable<Moment> {
  /** Later than every other moment. A deadline at this moment never expires. */
  public static final Moment NEVER = new Moment(Long.MAX_VALUE);

  /**
   * Reads the kernel's clock.
   *
   * @return the current moment
   * @throws OutsideKernelException outside a coroutine
   */
  @Async(Suspension.NEVER)
  public static Moment now() {
    return Coroutine.trap(READ_CLOCK);
  }

  /** The moment after a delay; now, if the delay is negative. */
  static Moment after(Duration delay) {
    Moment now = now();
    return delay.isNegative() ? now : now.plus(delay);
  }

  /**
   * Returns the moment that is a duration after this one. {@link #NEVER} stays as it is.
   *
   * @param delay the time to add; negative for an earlier moment
   * @return the moment; {@link #NEVER}, or the earliest moment, if it is too far away for the clock
   */
  public Moment plus(Duration delay) {
    try {
      return nanos == Long.MAX_VALUE ? NEVER : new Moment(Math.addExact(nanos, delay.toNanos()));
    } catch (ArithmeticException tooFar) {
      return delay.isNegative() ? new Moment(Long.MIN_VALUE) : NEVER;
    }
  }

  /**
   * Returns the time that has passed between an earlier moment and this one.
   *
   * @param earlier the earlier moment
   * @return the time between them; negative if the other moment is the later one
   */
  public Duration since(Moment earlier) {
    // Computed with Duration, because the difference of two extreme longs would overflow.
    return Duration.ofNanos(nanos).minusNanos(earlier.nanos);
  }

  /** {@return the time since the clock's origin} */
  public Duration sinceOrigin() {
    return Duration.ofNanos(nanos);
  }

  /**
   * Returns whether this moment is before another one of the same kernel.
   *
   * @param other the other moment
   * @return whether this moment comes before the other one
   */
  public boolean isBefore(Moment other) {
    return nanos < other.nanos;
  }

  /**
   * Returns whether this moment is after another one of the same kernel.
   *
   * @param other the other moment
   * @return whether this moment comes after the other one
   */
  public boolean isAfter(Moment other) {
    return nanos > other.nanos;
  }

  @Override
  public int compareTo(Moment other) {
    return Long.compare(nanos, other.nanos);
  }

  /** {@return the time since the clock's origin as text, such as {@code PT1M30S}; or "never"} */
  @Override
  public String toString() {
    return nanos == Long.MAX_VALUE ? "never" : sinceOrigin().toString();
  }
}
