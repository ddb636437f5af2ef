package dev.gonzo.wait;

import dev.gonzo.Async;
import dev.gonzo.KernelEndedException;
import dev.gonzo.Task;
import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Protects the state of an object that tasks or threads wait for. A local object needs no lock,
 * because no other task runs between two traps, and its steps contain none; a universal one has a
 * lock. Each step is enclosed by {@link #enter} and {@link #leave}; {@code leave} wakes the waiters
 * that the step has completed, after releasing the lock.
 */
public abstract class StateLock implements WaitQueue.Subject {
  private static final AtomicLong NUMBERS = new AtomicLong();

  // The waiters that the current step has completed.
  private final WakeList toWake = new WakeList();
  private final long number;
  private final @Nullable OrderedLock lock;

  /**
   * Creates a lock for one object.
   *
   * @param universal whether tasks of all kernels and ordinary threads may use it, or only the
   *     tasks of one kernel
   */
  protected StateLock(boolean universal) {
    lock = universal ? new OrderedLock() : null;
    number = universal ? NUMBERS.incrementAndGet() : 0;
  }

  /** {@return whether tasks of all kernels and ordinary threads may use it} */
  public final boolean isUniversal() {
    return lock != null;
  }

  /** {@return its number in the order in which several locks are locked; 0 for a local one} */
  public final long number() {
    return number;
  }

  /**
   * Creates a waiter for the calling task or thread. Never suspends.
   *
   * @return the waiter; close it
   */
  @Async
  public final Waiter newWaiter() {
    return lock == null ? Waiter.local(this) : Waiter.universal();
  }

  /** Starts a step. */
  public final void enter() {
    if (lock != null) {
      StackReserve.requireForWakeUp(); // a thread whose stack is full would keep the lock
      lock.lock();
    }
  }

  /**
   * Completes a waiter, which is woken when the step ends. Call it inside a step.
   *
   * @param waiter the waiter
   * @param result the result for the waiter
   * @return whether the waiter gets the result; false if it has withdrawn
   */
  public final boolean complete(Waiter waiter, Object result) {
    return toWake.complete(waiter, result);
  }

  /** Ends a step, and wakes the waiters that it has completed. Never suspends. */
  public final void leave() {
    Waiter completed = toWake.take();
    if (lock != null) {
      lock.unlock();
    }
    if (completed != null) {
      WakeList.wake(completed);
    }
  }

  /** Closes the object. Called inside a step. */
  protected abstract void close();

  /**
   * Closes the object because the kernel in which it was created has ended. Called inside a step.
   *
   * @param failed the cause if the run has failed, so that what was passed on may be incomplete;
   *     null if it has ended normally
   */
  protected void closeWithKernel(@Nullable KernelEndedException failed) {
    close();
  }

  /** Closes the object in a step of its own. */
  public final void shut() {
    StackReserve.requireForOperation();
    enter();
    try {
      close();
    } finally {
      leave();
    }
  }

  /** Closes the object in a step of its own, as {@link #closeWithKernel} describes. */
  final void shutWithKernel(@Nullable KernelEndedException failed) {
    StackReserve.requireForOperation();
    enter();
    try {
      closeWithKernel(failed);
    } finally {
      leave();
    }
  }

  /** Empty: any task or thread may complete the wait. */
  @Override
  public final Collection<Task<?>> holders() {
    return List.of();
  }
}
