package dev.gonzo.trap;

/**
 * Opens a waker, with which another thread or a callback can wake tasks of this kernel. While it is
 * open, the kernel does not regard waiting tasks as deadlocked. Never suspends.
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
