package dev.gonzo.universal;

import dev.gonzo.Async;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits until somebody else completes the wait, once, with a result.
 *
 * <pre>
 *   waiting -> completed   by complete(result), which answered true: the waiter gets that result
 *   waiting -> withdrawn   by a cancellation, an interrupt or a limit: nobody can complete it more
 * </pre>
 *
 * <p>Of a completion and a withdrawal that race exactly one wins. What was completed returns
 * normally: a cancellation that came too late waits for the next checkpoint. So whoever hands
 * something over knows from the answer of {@link #complete} alone whether it has arrived.
 *
 * <p>The one who makes a waiter waits on it, and closes it. Completing and waking are two calls, so
 * that the first may be made under a lock and the second outside.
 */
public abstract sealed class Waiter implements AutoCloseable permits LocalWaiter, UniversalWaiter {
  // Belongs to the one who completed it: the next of those that are to be woken.
  @Nullable Waiter nextToWake;

  Waiter() {}

  /**
   * Makes a waiter for the tasks of one kernel. It has no atomic operation: rule 1 guards it.
   *
   * @param subject what it waits for, as reports tell it
   * @return a waiter for the calling task
   */
  public static Waiter local(WaitQueue.Subject subject) {
    return new LocalWaiter(subject);
  }

  /**
   * Makes a waiter that anybody may complete: of the running task, or else of the calling thread.
   * Never suspends.
   *
   * @return a waiter for whoever calls
   */
  @Async
  public static Waiter universal() {
    return UniversalWaiter.here();
  }

  /**
   * Ends the wait with a result, if nobody has before, and the waiter has not given up. The caller
   * {@link #wake wakes} it then. For a local waiter no trap may lie between the two.
   *
   * @param result what {@link #await} answers
   * @return whether it will
   */
  public abstract boolean complete(Object result);

  /** Wakes the one who waits, after {@link #complete} has answered true. Never suspends. */
  public abstract void wake();

  /**
   * Suspends the task, or blocks the thread, until the wait is completed.
   *
   * @param limit after which it is withdrawn; null for none
   * @return the result, or null if the limit passed; also null if a driver by hand let the task go
   *     on though nobody completed it: then it may wait again
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread interrupted: it is
   *     withdrawn. The flag of the thread stays set
   */
  @Async
  public abstract @Nullable Object await(@Nullable Duration limit);

  /** {@return the name of the task or thread that waits} */
  public abstract String who();

  /** Frees what the wait needed. Never suspends. */
  @Override
  public abstract void close();
}
