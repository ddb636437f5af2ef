package dev.gonzo.wait;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.carrier.KernelThreads;

/** Decides whether a universal method suspends, because it is called in a coroutine, or blocks. */
public final class Sharing {
  private Sharing() {}

  /** {@return whether a coroutine runs on the calling thread} Never suspends. */
  public static boolean inCoroutine() {
    return Coroutine.isRunning();
  }

  /**
   * The checkpoint of a universal method: in a task, a due cancellation arrives; in a thread, an
   * interrupt is thrown.
   *
   * @throws Cancelled if the task was cancelled, or the thread was interrupted; the thread's
   *     interrupt flag stays set
   * @throws IllegalStateException on a kernel's thread, outside its tasks
   */
  @Async
  public static void checkpoint() {
    if (inCoroutine()) {
      Coroutine.trap(CHECKPOINT);
      return;
    }
    refuseOnKernelThread();
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
  }

  static void refuseOnKernelThread() {
    if (KernelThreads.isOne(Thread.currentThread())) {
      throw new IllegalStateException(
          Thread.currentThread().getName()
              + " is a kernel's thread, and no task is running on it now: a blocking call"
              + " would hold up every task; use a method that does not wait, or spawn a"
              + " task for it");
    }
  }

  static Cancelled interrupted() {
    var cancelled = new Cancelled("the thread was interrupted", Thread.currentThread().getName());
    cancelled.setStackTrace(Thread.currentThread().getStackTrace());
    return cancelled;
  }
}
