package dev.gonzo.sync;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.trap.Checkpoint;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Lock} that the task which has it may take again; it is free when it was given back as
 * often as it was taken.
 *
 * <p>It belongs to the task, not to a method or an object: a generator takes it for the task that
 * iterates.
 */
public final class ReentrantLock {
  private static final Checkpoint CHECKPOINT = new Checkpoint();

  private final Ownership ownership;
  private final Held held = this::release;

  private ReentrantLock(String title) {
    ownership = new Ownership(title);
  }

  /**
   * Makes a lock that nobody has. Never suspends.
   *
   * @return the lock
   */
  public static ReentrantLock of() {
    return new ReentrantLock("ReentrantLock");
  }

  /**
   * Makes a lock that nobody has. Never suspends.
   *
   * @param name what reports call it
   * @return the lock
   */
  public static ReentrantLock of(String name) {
    return new ReentrantLock("ReentrantLock " + name);
  }

  /**
   * Takes the lock, once more if the task has it; waits while another task has it.
   *
   * <p>Suspends; a checkpoint, also when the task has it. A cancelled one has not taken it.
   *
   * @return what gives it back, once, at the end of a {@code try} block
   * @throws AbandonedException if a task ended while it had it
   * @throws ArithmeticException if it was taken 2<sup>31</sup> times
   */
  @Async
  public Held acquire() {
    Coroutine.trap(CHECKPOINT);
    Task<?> task = Gonzo.currentTask();
    if (ownership.owner() == task) {
      ownership.enterAgain();
    } else {
      ownership.take(task);
    }
    return held;
  }

  /**
   * Takes the lock if this task has it, or no task has it nor waits for it.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return whether this call has taken it
   * @throws AbandonedException if a task ended while it had it
   * @throws ArithmeticException if it was taken 2<sup>31</sup> times
   */
  @Async
  public boolean tryAcquire() {
    Task<?> task = Gonzo.currentTask();
    if (ownership.owner() == task) {
      ownership.enterAgain();
      return true;
    }
    return ownership.tryTake(task);
  }

  /**
   * Gives the lock back once; the last time, to the task that has waited longest.
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

  /** {@return how often the task that has it has taken it; 0 if none has} Never suspends. */
  public int holds() {
    return ownership.owner() == null ? 0 : ownership.depth();
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
