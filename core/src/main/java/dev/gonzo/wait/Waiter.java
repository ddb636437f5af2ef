package dev.gonzo.wait;

import dev.gonzo.Async;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A task or thread that waits until another one completes the wait, once, with a result.
 *
 * <pre>
 *   waiting -> completed   by complete(result), which returned true: the waiter gets that result
 *   waiting -> withdrawn   by a cancellation, an interrupt or a limit: complete returns false
 * </pre>
 *
 * <p>If a completion and a withdrawal race, exactly one wins. A completed wait returns normally,
 * and a cancellation that came too late arrives at the next checkpoint. So the result of {@link
 * #complete} says whether the waiter has received a value.
 *
 * <p>The task or thread that creates a waiter waits on it and closes it. Completing and waking are
 * separate calls, so that the first can be made under a lock and the second outside it.
 */
public abstract sealed class Waiter implements AutoCloseable permits LocalWaiter, UniversalWaiter {
  // Used after completion: the next waiter in the list of those to wake.
  @Nullable Waiter nextToWake;

  Waiter() {}

  /**
   * Creates a waiter for tasks of one kernel. It needs no atomic operations, because only one task
   * runs at a time.
   *
   * @param subject the object that it waits for, for reports
   * @return a waiter for the calling task
   */
  public static Waiter local(WaitQueue.Subject subject) {
    return new LocalWaiter(subject);
  }

  /**
   * Creates a waiter that any task or thread may complete, for the running task or else the calling
   * thread. Never suspends.
   *
   * @return a waiter for the calling task or thread
   */
  @Async
  public static Waiter universal() {
    return UniversalWaiter.here();
  }

  /**
   * Ends the wait with a result, unless it was completed or withdrawn. The caller then {@link #wake
   * wakes} the waiter. For a local waiter, no trap may be made between the two calls.
   *
   * @param result the result of {@link #await}
   * @return whether the waiter gets the result
   */
  public abstract boolean complete(Object result);

  /**
   * Throws if only tasks of another kernel may complete the wait. Call it before anything is
   * changed for the waiter.
   *
   * @throws IllegalStateException if a task of another kernel waits here
   */
  abstract void requireReachable();

  /**
   * Wakes the waiting task or thread, after {@link #complete} has returned true. Never suspends.
   */
  public abstract void wake();

  /**
   * Suspends the task, or blocks the thread, until the wait is completed.
   *
   * @param limit the time after which the wait is withdrawn; null for no limit
   * @return the result; null if the limit passed, or if a driver by hand resumed the task although
   *     the wait was not completed, in which case it may wait again
   * @throws dev.gonzo.Cancelled if the task was cancelled, or the thread was interrupted; the wait
   *     is withdrawn, and the thread's interrupt flag stays set
   */
  @Async
  public abstract @Nullable Object await(@Nullable Duration limit);

  /** {@return the name of the waiting task or thread} */
  public abstract String who();

  /** Releases the resources of the wait. Never suspends. */
  @Override
  public abstract void close();
}
