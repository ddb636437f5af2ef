package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.trap.Checkpoint;
import java.util.List;
import java.util.Optional;

/**
 * Lets one task of a kernel at a time into what must not be interrupted by another, although it
 * suspends.
 *
 * <pre>{@code
 * var lock = Lock.of("account");
 * try (var _ = lock.acquire()) {
 *   long balance = store.read();        // suspends
 *   store.write(balance + amount);      // suspends
 * }
 * }</pre>
 *
 * <p>It is fair. It cannot be entered twice by the same task: that is an error, and {@link
 * ReentrantLock} is for it. A task that ends without releasing it is named by an {@link
 * AbandonedException}, which those who wait for it meet, and those who come later.
 */
public final class Lock {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  private final Ownership ownership;
  private final Held held = this::release;

  private Lock(String title) {
    ownership = new Ownership(title);
  }

  /**
   * Makes a lock that nobody has. Never suspends.
   *
   * @return the lock
   */
  public static Lock of() {
    return new Lock("Lock");
  }

  /**
   * Makes a lock that nobody has. Never suspends.
   *
   * @param name what reports call it
   * @return the lock
   */
  public static Lock of(String name) {
    return new Lock("Lock " + name);
  }

  /**
   * Takes the lock; waits while another task has it.
   *
   * <p>Suspends; a checkpoint. A cancelled one has not taken it. One that returns has: a
   * cancellation that came at the same moment waits for the next checkpoint.
   *
   * @return what gives it back at the end of a {@code try} block
   * @throws IllegalStateException if this task has it already
   * @throws AbandonedException if a task ended while it had it
   */
  @Async
  public Held acquire() {
    Coroutine.trap(CHECKPOINT);
    Task<?> task = Gonzo.currentTask();
    if (ownership.owner() == task) {
      throw new IllegalStateException(
          task.name()
              + " has "
              + this
              + " already, and would wait for itself; use a ReentrantLock if it is to enter twice");
    }
    ownership.take(task);
    return held;
  }

  /**
   * Takes the lock if no task has it, nor waits for it.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return whether this call has taken it
   * @throws AbandonedException if a task ended while it had it
   */
  @Async
  public boolean tryAcquire() {
    return ownership.tryTake(Gonzo.currentTask());
  }

  /**
   * Gives the lock back: to the task that has waited longest, if one does.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @throws IllegalMonitorStateException if the calling task does not have it
   * @throws AbandonedException if another task ended while it had it
   */
  @Async
  public void release() {
    ownership.leave("release()");
  }

  /**
   * Makes a condition that tasks which have this lock can wait for. Never suspends.
   *
   * @return the condition
   */
  public Condition newCondition() {
    return new Condition(ownership);
  }

  /** {@return the task that has it} Never suspends. */
  public Optional<Task<?>> holder() {
    return Optional.ofNullable(ownership.owner());
  }

  /** {@return the tasks that wait for it, longest waiting first} A copy. Never suspends. */
  public List<Task<?>> waiting() {
    return ownership.waiting();
  }

  @Override
  public String toString() {
    return ownership.toString();
  }
}
