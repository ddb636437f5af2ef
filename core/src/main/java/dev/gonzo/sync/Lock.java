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
 * A mutual exclusion lock for the tasks of a kernel, for code that suspends but must not be
 * interleaved with other tasks.
 *
 * <pre>{@code
 * var lock = Lock.of("account");
 * try (var _ = lock.acquire()) {
 *   long balance = store.read();        // suspends
 *   store.write(balance + amount);      // suspends
 * }
 * }</pre>
 *
 * <p>It is fair. A task that holds it cannot acquire it again: that is an error; use {@link
 * ReentrantLock} for that. If a task ends without releasing it, all current and later attempts to
 * acquire it throw {@link AbandonedException}, which names that task.
 */
public final class Lock {
  private final LockState state;
  private final LockHold held = this::release;

  private Lock(String title) {
    state = new LockState(title);
  }

  /**
   * Creates a free lock. Never suspends.
   *
   * @return the lock
   */
  public static Lock of() {
    return new Lock("Lock");
  }

  /**
   * Creates a free lock. Never suspends.
   *
   * @param name the name in reports
   * @return the lock
   */
  public static Lock of(String name) {
    return new Lock("Lock " + name);
  }

  /**
   * Acquires the lock. Waits while another task holds it.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the task does not hold the lock. If it returns,
   * the task holds it, and a cancellation that came at the same moment arrives at the next
   * checkpoint.
   *
   * @return an object that releases the lock at the end of a {@code try} block
   * @throws IllegalStateException if the calling task already holds it
   * @throws AbandonedException if a task ended while holding it
   */
  @Async
  public LockHold acquire() {
    Coroutine.trap(CHECKPOINT);
    Task<?> task = Task.current();
    if (state.owner() == task) {
      throw new IllegalStateException(
          task.name()
              + " already holds "
              + this
              + ", and would wait for itself; use a ReentrantLock to acquire it twice");
    }
    state.take(task);
    return held;
  }

  /**
   * Acquires the lock if it is free and no task waits for it.
   *
   * @return whether the calling task has acquired it
   * @throws AbandonedException if a task ended while holding it
   */
  @Async(Suspension.NEVER)
  public boolean tryAcquire() {
    StackReserve.requireForTrap(); // so that the same caller can release it
    return state.tryTake(Task.current());
  }

  /**
   * Releases the lock, and passes it to the task that has waited longest, if any.
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
