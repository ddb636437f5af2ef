package dev.gonzo.trap;

/**
 * Opens a waker: what another thread, or a callback, wakes tasks of this kernel by. While it is
 * open, the kernel does not take waiting tasks for deadlocked. Never suspends.
 */
public record OpenWaker() implements Trap.Threads<Waker> {
  @Override
  public Class<?> answerType() {
    return Waker.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
