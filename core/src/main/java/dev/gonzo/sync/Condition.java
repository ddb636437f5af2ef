package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Lets a task that has a lock wait until another has changed what the lock guards.
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
 * <p>After Hoare and Mesa, as in the JDK: a signal is a hint that it is worth looking again, so
 * that a wait stands in a loop, or is an {@link #awaitUntil}.
 */
public final class Condition implements WaitQueue.Subject {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  private final Ownership ownership;
  private final WaitQueue waiting = new WaitQueue(this);

  Condition(Ownership ownership) {
    this.ownership = ownership;
  }

  /**
   * Gives the lock back, waits for a signal, and takes the lock again.
   *
   * <p>Suspends; a checkpoint. However it ends, the task has the lock again, as often as before,
   * when it does: it waits for it although it was cancelled, and no second cancellation and no
   * deadline cuts that short. One that returns normally was signalled; a cancellation that came
   * after the signal waits for the next checkpoint. A cancelled one has taken no signal.
   *
   * @throws IllegalMonitorStateException if the calling task does not have the lock; nothing is
   *     done
   * @throws AbandonedException if another task ended while it had the lock: this one does not have
   *     it then
   */
  @Async
  public void await() {
    Coroutine.trap(CHECKPOINT);
    Task<?> task = ownership.requireOwner("await()");
    int depth = ownership.depth();
    ownership.handOver();
    try {
      Coroutine.trap(new WaitOn(waiting));
    } finally {
      ownership.takeAgain(task, depth);
    }
  }

  /**
   * Waits until something holds: looks at once, and after each signal.
   *
   * <p>Suspends unless it holds already; a checkpoint in any case. It ends as {@link #await} does.
   *
   * @param holds what to wait for; called by the task while it has the lock
   * @throws IllegalMonitorStateException if the calling task does not have the lock
   * @throws AbandonedException as {@link #await} does
   */
  @Async
  public void awaitUntil(BooleanSupplier holds) {
    Coroutine.trap(CHECKPOINT);
    Task<?> _ = ownership.requireOwner("awaitUntil()");
    while (!holds.getAsBoolean()) {
      await();
    }
  }

  /**
   * Wakes the task that has waited longest; without effect if none waits.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @throws IllegalMonitorStateException if the calling task does not have the lock
   */
  @Async
  public void signal() {
    signal(1);
  }

  /**
   * Wakes as many of the tasks that have waited longest, or all if there are fewer.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param count how many
   * @throws IllegalArgumentException if the count is negative
   * @throws IllegalMonitorStateException if the calling task does not have the lock
   */
  @Async
  public void signal(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("cannot signal " + count + " tasks");
    }
    Task<?> _ = ownership.requireOwner("signal()");
    int _ = Coroutine.trap(new Wake(waiting, count));
  }

  /**
   * Wakes all tasks that wait now.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @throws IllegalMonitorStateException if the calling task does not have the lock
   */
  @Async
  public void signalAll() {
    signal(waiting.size());
  }

  /** {@return the tasks that wait for a signal, longest waiting first} A copy. Never suspends. */
  public List<Task<?>> waiting() {
    return waiting.waiting();
  }

  /** {@return nobody: any task may signal} */
  @Override
  public Collection<Task<?>> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return "Condition of " + ownership + "[" + waiting.size() + " wait]";
  }
}
