package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A token bucket: limits how often the tasks of a kernel do something in a period of time.
 *
 * <pre>{@code
 * var limiter = RateLimiter.of(100, ofSeconds(1));       // 100 a second, at most 100 at once
 * for (var request : requests) {
 *   limiter.acquire();
 *   send(request);
 * }
 * }</pre>
 *
 * <p>The bucket is full at first, and refills evenly. It is fair: a request for many tokens is not
 * overtaken by requests for few.
 */
public final class RateLimiter {
  private final long tokens;
  private final long periodNanos;
  // In units of which one token has as many as the period has nanoseconds, so nothing is rounded.
  private final long brim;
  private long level;
  private long filledAt;
  private boolean begun;
  private final Lock turn = Lock.of("of a RateLimiter");

  private RateLimiter(long tokens, Duration period) {
    if (tokens < 1 || period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException(
          tokens + " in " + period + " is not a rate: both must be greater than zero");
    }
    try {
      this.periodNanos = period.toNanos();
      this.brim = Math.multiplyExact(tokens, periodNanos);
    } catch (ArithmeticException tooMuch) {
      throw new IllegalArgumentException(
          tokens + " in " + period + " is too large a rate: choose a shorter period", tooMuch);
    }
    this.tokens = tokens;
    this.level = brim;
  }

  /**
   * Creates a limiter whose bucket is full. Never suspends.
   *
   * @param tokens the number of tokens for each period, which is also the size of the bucket
   * @param period the period
   * @return the limiter
   * @throws IllegalArgumentException if either is not positive, or their product in nanoseconds
   *     exceeds 2<sup>63</sup>
   */
  public static RateLimiter of(int tokens, Duration period) {
    return new RateLimiter(tokens, period);
  }

  /**
   * Takes one token. Waits until it is available.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken none.
   */
  @Async
  public void acquire() {
    acquire(1);
  }

  /**
   * Takes several tokens together. Waits until all are available.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken none.
   *
   * @param count the number of tokens
   * @throws IllegalArgumentException if the count is not between 1 and the size of the bucket
   */
  @Async
  public void acquire(int count) {
    long cost = cost(count);
    try (var _ = turn.acquire()) {
      fill();
      while (level < cost) {
        Gonzo.sleep(Duration.ofNanos(Math.ceilDiv(cost - level, tokens)));
        fill();
      }
      level -= cost;
    }
  }

  /**
   * Takes one token if it is available and no task waits.
   *
   * @return whether it was taken
   */
  @Async(Suspension.NEVER)
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes several tokens together if all are available and no task waits.
   *
   * @param count the number of tokens
   * @return whether they were taken
   * @throws IllegalArgumentException if the count is not between 1 and the size of the bucket
   */
  @Async(Suspension.NEVER)
  public boolean tryAcquire(int count) {
    long cost = cost(count);
    fill();
    if (turn.holder().isPresent() || level < cost) {
      return false;
    }
    level -= cost;
    return true;
  }

  private long cost(int count) {
    if (count < 1 || count > tokens) {
      throw new IllegalArgumentException(
          count + " tokens can never be taken at once: the bucket holds " + tokens);
    }
    return count * periodNanos;
  }

  private void fill() {
    long now = Moment.now().nanos();
    // Each kernel has a clock of its own, and one kernel may use the limiter after another.
    long passed = begun ? Math.max(0, now - filledAt) : 0;
    begun = true;
    filledAt = now;
    // At most what is missing, so that nothing overflows after a long pause.
    level = passed >= Math.ceilDiv(brim - level, tokens) ? brim : level + passed * tokens;
  }

  /** {@return a copy of the list of waiting tasks, longest waiting first} Never suspends. */
  public List<Task<?>> waiting() {
    var waiting = new ArrayList<Task<?>>();
    turn.holder().ifPresent(waiting::add);
    waiting.addAll(turn.waiting());
    return waiting;
  }

  @Override
  public String toString() {
    List<Task<?>> waiting = waiting();
    return "RateLimiter["
        + tokens
        + " in "
        + Duration.ofNanos(periodNanos)
        + ", "
        + level / periodNanos
        + " there"
        + (waiting.isEmpty() ? "" : ", " + TaskNames.of(waiting) + " wait")
        + "]";
  }
}
