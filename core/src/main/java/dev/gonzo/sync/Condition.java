package dev.gonzo.sync;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A condition of a lock: a task that holds the lock waits until another task has changed the state
 * that the lock protects.
 *
 * <pre>{@code
 * var lock = Lock.of();
 * var filled = lock.newCondition();
 *
 * try (var _ = lock.acquire()) {          try (var _ = lock.acquire()) {
 *   filled.awaitUntil(() -> !jobs.isEmpty());   jobs.add(job);
 *   take(jobs.remove());                        filled.signal();
 * }                                       }
 * }</pre>
 *
 * <p>It has Mesa semantics, as in the JDK: a signal is only a hint to check the condition again. So
 * put {@link #await} into a loop, or use {@link #awaitUntil}.
 */
public final class Condition implements WaitQueue.Subject {
  private final LockState state;
  private final WaitQueue waiting = new WaitQueue(this);

  Condition(LockState state) {
    this.state = state;
  }

  /**
   * Releases the lock, waits for a signal, and acquires the lock again.
   *
   * <p>Suspends; a checkpoint. However it ends, the task then holds the lock as often as before. It
   * waits for the lock even if it was cancelled, and neither another cancellation nor a deadline
   * ends that wait. If it returns normally, the task was signalled, and a cancellation that came
   * after the signal arrives at the next checkpoint. If it is cancelled, it has consumed no signal.
   *
   * @throws CannotSuspendException if the JVM cannot suspend the task here, for example in a class
   *     initializer; the task still holds the lock
   * @throws IllegalMonitorStateException if the calling task does not hold the lock; without effect
   * @throws AbandonedException if another task ended while holding the lock; then the calling task
   *     does not hold it
   */
  @Async
  public void await() {
    Coroutine.trap(CHECKPOINT);
    Task<?> task = state.requireOwner("await()");
    int depth = state.depth();
    state.handOver();
    try {
      Coroutine.trap(new WaitOn(waiting));
    } catch (CannotSuspendException refused) {
      state.takeBack(task);
      throw refused;
    } finally {
      state.takeAgain(task, depth);
    }
  }

  /**
   * Waits until a condition is true. Checks it at once and after each signal.
   *
   * <p>Suspends unless it is already true; a checkpoint in every case. A cancellation has the same
   * effect as in {@link #await}.
   *
   * @param holds the condition; called by the task while it holds the lock
   * @throws IllegalMonitorStateException if the calling task does not hold the lock
   * @throws AbandonedException if another task ended while holding the lock
   */
  @Async
  public void awaitUntil(BooleanSupplier holds) {
    Coroutine.trap(CHECKPOINT);
    Task<?> _ = state.requireOwner("awaitUntil()");
    while (!holds.getAsBoolean()) {
      await();
    }
  }

  /**
   * Wakes the task that has waited longest. Without effect if no task waits.
   *
   * @throws IllegalMonitorStateException if the calling task does not hold the lock
   */
  @Async(Suspension.NEVER)
  public void signal() {
    signal(1);
  }

  /**
   * Wakes the given number of tasks, those that have waited longest first, or all if there are
   * fewer.
   *
   * @param count the number of tasks
   * @throws IllegalArgumentException if the count is negative
   * @throws IllegalMonitorStateException if the calling task does not hold the lock
   */
  @Async(Suspension.NEVER)
  public void signal(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("cannot signal " + count + " tasks");
    }
    Task<?> _ = state.requireOwner("signal()");
    int _ = Coroutine.trap(new Wake(waiting, count));
  }

  /**
   * Wakes all tasks that wait now.
   *
   * @throws IllegalMonitorStateException if the calling task does not hold the lock
   */
  @Async(Suspension.NEVER)
  public void signalAll() {
    signal(waiting.size());
  }

  /**
   * {@return a copy of the list of tasks that wait for a signal, longest waiting first} Never
   * suspends.
   */
  public List<Task<?>> waiting() {
    return waiting.waiting();
  }

  /** {@return an empty collection, because any task may signal} */
  @Override
  public Collection<Task<?>> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return "Condition of " + state + "[" + waiting.size() + " wait]";
  }
}
