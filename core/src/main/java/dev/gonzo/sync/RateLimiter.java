package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the tasks of a kernel do something so often in a time, and no more: a token bucket.
 *
 * <pre>{@code
 * var limiter = RateLimiter.of(100, ofSeconds(1));       // 100 a second, at most 100 at once
 * for (var request : requests) {
 *   limiter.acquire();
 *   send(request);
 * }
 * }</pre>
 *
 * <p>The bucket is full at first, and fills evenly. It is fair: one that asks for many is not
 * overtaken by those that ask for few.
 */
public final class RateLimiter {
  private final long tokens;
  private final long periodNanos;
  // In parts of which one token has as many as the period has nanoseconds: no rounding, ever.
  private final long brim;
  private long level;
  private long filledAt;
  private boolean begun;
  private final Lock turn = Lock.of("of a RateLimiter");

  private RateLimiter(long tokens, Duration period) {
    if (tokens < 1 || period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException(
          tokens + " in " + period + " is no rate: both have to be more than nothing");
    }
    try {
      this.periodNanos = period.toNanos();
      this.brim = Math.multiplyExact(tokens, periodNanos);
    } catch (ArithmeticException tooMuch) {
      throw new IllegalArgumentException(
          tokens + " in " + period + " is beyond counting: choose a shorter period", tooMuch);
    }
    this.tokens = tokens;
    this.level = brim;
  }

  /**
   * Makes a limiter whose bucket is full. Never suspends.
   *
   * @param tokens how many there are in each period; as many may be taken at once
   * @param period the period
   * @return the limiter
   * @throws IllegalArgumentException if either is not positive, or both are so large that their
   *     product in nanoseconds is beyond 2<sup>63</sup>
   */
  public static RateLimiter of(int tokens, Duration period) {
    return new RateLimiter(tokens, period);
  }

  /**
   * Takes one token; waits until it is there.
   *
   * <p>Suspends; a checkpoint. A cancelled one has taken none.
   */
  @Async
  public void acquire() {
    acquire(1);
  }

  /**
   * Takes some tokens together; waits until they are there.
   *
   * <p>Suspends; a checkpoint. A cancelled one has taken none.
   *
   * @param count how many
   * @throws IllegalArgumentException if the count is not between 1 and what the bucket holds
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
   * Takes one token if it is there and nobody waits.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return whether this call has taken it
   */
  @Async
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes some tokens together if they are there and nobody waits.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param count how many
   * @return whether this call has taken them
   * @throws IllegalArgumentException if the count is not between 1 and what the bucket holds
   */
  @Async
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
          count + " tokens can never be had at once: the bucket holds " + tokens);
    }
    return count * periodNanos;
  }

  private void fill() {
    long now = Gonzo.now().toNanos();
    long passed = begun ? now - filledAt : 0;
    begun = true;
    filledAt = now;
    // As much as is missing at most, so that nothing overflows however long nobody came.
    level = passed >= Math.ceilDiv(brim - level, tokens) ? brim : level + passed * tokens;
  }

  /** {@return the tasks that wait, longest waiting first} A copy. Never suspends. */
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
        + (waiting.isEmpty() ? "" : ", " + Names.of(waiting) + " wait")
        + "]";
  }
}
