package dev.gonzo.trap;

/**
 * Wakes a task from outside its kernel: from any thread, or from a callback.
 *
 * <p>Waking is idempotent until the wake-up is taken: a hundred calls before the task has run wake
 * it once. {@link OpenWaker} opens a waker, {@link WaitForWaker} waits for it, and {@link
 * CloseWaker} closes it.
 */
public abstract class Waker {
  /** Creates a waker. For kernels, whose wakers extend this class. */
  protected Waker() {}

  /**
   * Wakes the waiting task, or else the next one that waits. Never suspends, never throws; does
   * nothing once the waker is closed or its kernel has ended. Any thread may call it.
   */
  public abstract void wake();
}
