package dev.gonzo.kernel;

import dev.gonzo.trap.WaitQueue;
import org.jspecify.annotations.Nullable;

/** A task's wait in a wait queue, and its way back out. */
final class QueuedWait implements Wait {
  private WaitQueue.@Nullable Entry entry;

  /** Puts a task into a queue, unless there is no memory: then it has not been put there. */
  static QueuedWait of(LoopTask<?> task, WaitQueue queue) {
    // First what the way back needs, and the place in the queue last.
    var wait = new QueuedWait();
    wait.entry = queue.add(task);
    return wait;
  }

  @Override
  public boolean undo() {
    if (entry != null) {
      entry.remove();
    }
    return true;
  }
}
