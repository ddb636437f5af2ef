package dev.gonzo;

import dev.gonzo.report.Log;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waiters;
import dev.gonzo.wait.Latch;
import org.jspecify.annotations.Nullable;

/**
 * A latch on which selects wait for the end of a task. The task opens it as its last action on its
 * own stack. It is created when a select needs it; most tasks end without one.
 */
final class EndLatch<T extends @Nullable Object> {
  private final Task<T> task;
  private final Latch<Task<T>> latch;

  EndLatch(Task<T> task) {
    this.task = task;
    latch = new Latch<>("the end of " + task.name(), false);
    if (task.state() == TaskState.ENDED) {
      boolean _ = latch.open(task);
    }
  }

  Latch<Task<T>> latch() {
    return latch;
  }

  /**
   * Opens the latch after the body has ended: the waiting selects are woken by a trap, and continue
   * after this turn, in which the task ends. The task ends even if this fails.
   */
  void open() {
    Throwable failed = null;
    // Retry once if it failed, for example for lack of memory.
    for (int tries = 0; tries < 2; tries++) {
      try {
        boolean _ = latch.open(task);
        return;
      } catch (Throwable failure) {
        failed = failure;
      }
    }
    Log.warn("a select may miss the end of task " + task.id(), failed);
  }

  /**
   * Lets the kernel check that a task is one of its own, as a join would.
   *
   * @throws IllegalArgumentException if it belongs to another kernel
   */
  static void refuseForeign(Task<?> task) {
    if (task.state() == TaskState.ENDED) {
      Coroutine.trap(new Join<>(task));
      return;
    }
    // A kernel looks whose tasks wait in a queue, also where it is to wake none of them.
    var queue = new WaitQueue();
    Waiters.Entry _ = Waiters.add(queue, task);
    try {
      int _ = Coroutine.trap(new Wake(queue, 0));
    } catch (IllegalStateException foreign) {
      throw new IllegalArgumentException(task + " belongs to another kernel", foreign);
    }
  }
}
