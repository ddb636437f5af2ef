package dev.gonzo.sync;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.carrier.StackReserve;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Lock} that its owner may acquire again. It is free when it has been released as often as
 * it was acquired.
 *
 * <p>The owner is a task, not a method or an object: a generator acquires it for the iterating
 * task.
 */
public final class ReentrantLock {
  private final LockState state;
  private final LockHold held = this::release;

  private ReentrantLock(String title) {
    state = new LockState(title);
  }

  /**
   * Creates a free lock. Never suspends.
   *
   * @return the lock
   */
  public static ReentrantLock of() {
    return new ReentrantLock("ReentrantLock");
  }

  /**
   * Creates a free lock. Never suspends.
   *
   * @param name the name in reports
   * @return the lock
   */
  public static ReentrantLock of(String name) {
    return new ReentrantLock("ReentrantLock " + name);
  }

  /**
   * Acquires the lock, once more if the task already holds it. Waits while another task holds it.
   *
   * <p>Suspends; a checkpoint, even if the task already holds it. If it is cancelled, this call has
   * not acquired the lock.
   *
   * @return an object that releases the lock once, at the end of a {@code try} block
   * @throws AbandonedException if a task ended while holding it
   * @throws ArithmeticException if it has been acquired 2<sup>31</sup> times
   */
  @Async
  public LockHold acquire() {
    Coroutine.trap(CHECKPOINT);
    Task<?> task = Task.current();
    if (state.owner() == task) {
      state.enterAgain();
    } else {
      state.take(task);
    }
    return held;
  }

  /**
   * Acquires the lock if the calling task already holds it, or if it is free and no task waits for
   * it.
   *
   * @return whether this call has acquired it
   * @throws AbandonedException if a task ended while holding it
   * @throws ArithmeticException if it has been acquired 2<sup>31</sup> times
   */
  @Async(Suspension.NEVER)
  public boolean tryAcquire() {
    StackReserve.requireForTrap(); // so that the same caller can release it
    Task<?> task = Task.current();
    if (state.owner() == task) {
      state.enterAgain();
      return true;
    }
    return state.tryTake(task);
  }

  /**
   * Releases the lock once. The last time, it passes to the task that has waited longest.
   *
   * @throws IllegalMonitorStateException if the calling task does not hold it
   * @throws AbandonedException if another task ended while holding it
   */
  @Async(Suspension.NEVER)
  public void release() {
    state.leave("release()");
  }

  /**
   * Creates a condition for tasks that hold this lock. Never suspends.
   *
   * @return the condition
   */
  public Condition newCondition() {
    return new Condition(state);
  }

  /** {@return the task that holds it; empty if it is free} Never suspends. */
  public Optional<Task<?>> holder() {
    return Optional.ofNullable(state.owner());
  }

  /** {@return how often its owner has acquired it; 0 if it is free} Never suspends. */
  public int holds() {
    return state.owner() == null ? 0 : state.depth();
  }

  /**
   * {@return a copy of the list of tasks that wait for it, longest waiting first} Never suspends.
   */
  public List<Task<?>> waiting() {
    return state.waiting();
  }

  @Override
  public String toString() {
    return state.toString();
  }
}
