package dev.gonzo.universal;

import dev.gonzo.Async;
import dev.gonzo.Task;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What guards the state of something that is waited for: rule 1 for a local one, whose steps
 * contain no trap; a lock for a universal one. Each step stands between {@link #enter} and {@link
 * #leave}; those whose wait it has completed are woken by {@code leave}, after the lock.
 */
public abstract class Guard implements WaitQueue.Subject {
  private static final AtomicLong NUMBERS = new AtomicLong();

  // Those whose wait was completed in the present step.
  private final ToWake toWake = new ToWake();
  private final long number;
  private final @Nullable ReentrantLock lock;

  /**
   * Makes one.
   *
   * @param universal whether it is for everybody, and not for the tasks of one kernel alone
   */
  protected Guard(boolean universal) {
    lock = universal ? new ReentrantLock() : null;
    number = universal ? NUMBERS.incrementAndGet() : 0;
  }

  /** {@return whether it is for everybody, and not for the tasks of one kernel alone} */
  public final boolean isUniversal() {
    return lock != null;
  }

  /** {@return its place in the order in which somebody locks several; 0 for a local one} */
  public final long number() {
    return number;
  }

  /**
   * Makes a waiter for whoever calls. Never suspends.
   *
   * @return the waiter, to be closed
   */
  @Async
  public final Waiter newWaiter() {
    return lock == null ? Waiter.local(this) : Waiter.universal();
  }

  /** Begins a step. */
  public final void enter() {
    if (lock != null) {
      lock.lock();
    }
  }

  /**
   * In a step: ends the wait of somebody, who is woken when the step ends.
   *
   * @param waiter who waits
   * @param result what it gets
   * @return whether it gets it, and has not given up
   */
  public final boolean complete(Waiter waiter, Object result) {
    return toWake.complete(waiter, result);
  }

  /** Ends a step, and wakes those whose wait it has completed. Never suspends. */
  public final void leave() {
    Waiter completed = toWake.take();
    if (lock != null) {
      lock.unlock();
    }
    if (completed != null) {
      ToWake.wake(completed);
    }
  }

  /** A step: nothing more comes in. */
  protected abstract void close();

  /** Closes it, in a step of its own. */
  public final void shut() {
    enter();
    try {
      close();
    } finally {
      leave();
    }
  }

  /** Nobody: what is guarded so is ended by whoever comes. */
  @Override
  public final Collection<Task<?>> holders() {
    return List.of();
  }
}
