package dev.gonzo.trap;

import dev.gonzo.Task;
import org.jspecify.annotations.Nullable;

/**
 * Puts tasks into wait queues, and takes them out again: the kernel's side of a {@link WaitQueue}.
 * For kernels, on the kernel's thread.
 */
public final class Waiters {
  private Waiters() {}

  /** The place of one task in a queue. */
  public sealed interface Entry permits WaitQueue.Entry {
    /** Removes the task, unless it has already left. */
    void remove();
  }

  /**
   * Adds a task at the end.
   *
   * @param queue the queue
   * @param task the task
   * @return its place, with which it is removed when it is cancelled
   */
  public static Entry add(WaitQueue queue, Task<?> task) {
    return queue.add(task);
  }

  /**
   * Removes the task that has waited longest.
   *
   * @param queue the queue
   * @return that task, or null if none waits
   */
  public static @Nullable Task<?> poll(WaitQueue queue) {
    return queue.poll();
  }
}
