package dev.gonzo.kernel.jfr;

import dev.gonzo.Task;
import dev.gonzo.trap.Trap;
import java.util.IdentityHashMap;

/**
 * The waits of one kernel's tasks. An event is committed when the task goes on, on the task's own
 * stack, so that the event has the stack of the code that waited.
 */
final class Waits {
  private final String kernel;
  private final IdentityHashMap<Task<?>, Wait> waits = new IdentityHashMap<>();

  private static final class Wait {
    private final WaitEvent event = new WaitEvent();
    private boolean isOver;
    private long readyNanos;
  }

  Waits(String kernel) {
    this.kernel = kernel;
  }

  void begins(Task<?> task, Trap<?> trap) {
    goesOn(task); // a trap may wait several times
    var wait = new Wait();
    wait.event.trap = trap.getClass();
    wait.event.begin();
    waits.put(task, wait);
  }

  /**
   * The task is ready.
   *
   * @param by the number of the task that has the turn; -1 for none
   */
  void isReady(Task<?> task, long by) {
    Wait wait = waits.get(task);
    if (wait == null || wait.isOver) {
      return;
    }
    wait.event.end();
    if (wait.event.shouldCommit()) {
      wait.isOver = true;
      wait.readyNanos = System.nanoTime();
      wait.event.wokenBy = by;
    } else {
      waits.remove(task);
    }
  }

  /** The task goes on. On its own stack. */
  void goesOn(Task<?> task) {
    Wait wait = waits.remove(task);
    if (wait != null && wait.isOver) {
      wait.event.readyDelay = System.nanoTime() - wait.readyNanos;
      wait.event.commitFor(kernel, task);
    }
  }

  void forget(Task<?> task) {
    waits.remove(task);
  }
}
