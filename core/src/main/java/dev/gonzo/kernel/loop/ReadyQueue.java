package dev.gonzo.kernel.loop;

import org.jspecify.annotations.Nullable;

/**
 * The tasks that are ready, and the order in which they get their turns. Kernel thread only.
 *
 * <p>The default is {@linkplain FirstComeFirstServed first come, first served}. A kernel for tests
 * may choose by a seed, or by a script that visits every order.
 *
 * <p>A class and not an interface: as long as only one subclass is loaded, the JVM calls it
 * directly.
 */
public abstract class ReadyQueue {
  /** Creates an empty queue. */
  protected ReadyQueue() {}

  /**
   * Adds a task that is not in the queue. It must not fail: a task that is ready and in no queue
   * would never run again.
   *
   * @param task the task
   */
  protected abstract void add(LoopTask<?> task);

  /** {@return the next task, which is removed; null if none is ready} */
  protected abstract @Nullable LoopTask<?> poll();

  /**
   * Removes a task that goes on without a turn of its own; does nothing if it is not in the queue.
   *
   * @param task the task
   */
  protected abstract void remove(LoopTask<?> task);

  /** {@return whether no task is ready} */
  protected abstract boolean isEmpty();
}
