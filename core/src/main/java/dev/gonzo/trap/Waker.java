package dev.gonzo.trap;

import dev.gonzo.trap.ThreadTrap.CloseWaker;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.ThreadTrap.WaitForWaker;

/**
 * Wakes a task from outside its kernel: from any thread, or from a callback.
 *
 * <p>Waking is idempotent until the wake-up is taken: a hundred calls before the task has run wake
 * it once. {@link OpenWaker} opens a waker, {@link WaitForWaker} waits for it, and {@link
 * CloseWaker} closes it.
 */
public abstract class Waker {
  // Created with the waker, because an open one keeps its kernel waiting: it can always be closed.
  private final WaitForWaker waiting;
  private final CloseWaker closing;

  /** Creates a waker. For kernels, whose wakers extend this class. */
  @SuppressWarnings("this-escape") // the traps only keep it
  protected Waker() {
    waiting = new WaitForWaker(this);
    closing = new CloseWaker(this);
  }

  /**
   * {@return the trap that waits for it} Always the same object, so that waiting needs no memory.
   * Never suspends; any thread may call it.
   */
  public final WaitForWaker waiting() {
    return waiting;
  }

  /**
   * {@return the trap that closes it} Always the same object, so that a waker can be closed even if
   * the heap is full. Never suspends; any thread may call it.
   */
  public final CloseWaker closing() {
    return closing;
  }

  /**
   * Wakes the waiting task, or else the next one that waits. Never suspends, never throws; does
   * nothing once the waker is closed or its kernel has ended. Any thread may call it.
   */
  public abstract void wake();

  /**
   * Lets a value arrive: runs an action that leaves the value for the waiting task, and then calls
   * {@link #wake}. By default at once, on the calling thread. A kernel that decides the order of
   * what comes from outside runs it later, on its own thread, so that the value and the wake-up
   * still come together. Never suspends. Any thread may call it.
   *
   * @param source where the value comes from: arrivals of the same source keep their order
   * @param arrival the action, to be run once; must not block
   */
  public void deliver(Object source, Runnable arrival) {
    arrival.run();
  }
}
