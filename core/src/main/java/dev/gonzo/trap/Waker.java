package dev.gonzo.trap;

/**
 * Wakes a task from outside its kernel: from any thread, or from a callback.
 *
 * <p>Waking is idempotent until it is taken: a hundred calls before the task has run wake it once.
 * Opened by {@link OpenWaker}, waited for by {@link WaitForWaker}, closed by {@link CloseWaker}.
 */
public abstract class Waker {
  /** For kernels, whose wakers extend this class. */
  protected Waker() {}

  /**
   * Wakes the task that waits, or the next that comes to wait. Never suspends, never throws; does
   * nothing once the waker is closed or its kernel has ended. Any thread may call it.
   */
  public abstract void wake();
}
