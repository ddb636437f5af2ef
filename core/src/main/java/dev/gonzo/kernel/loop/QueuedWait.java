package dev.gonzo.kernel.loop;

import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waiters;
import org.jspecify.annotations.Nullable;

/** A task's wait in a wait queue, which can be undone. */
final class QueuedWait implements Suspended {
  private Waiters.@Nullable Entry entry;

  /** Puts a task into a queue. If there is no memory, it is not in the queue. */
  static QueuedWait of(LoopTask<?> task, WaitQueue queue) {
    // The place in the queue is allocated last, after all that the undo needs.
    var wait = new QueuedWait();
    wait.entry = Waiters.add(queue, task);
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
