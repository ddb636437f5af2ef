package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.Undo;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a socket: whether the system may have something for it, and the one task that
 * waits until it has.
 *
 * <p>Events are edges: each tells once that something has changed. So readiness is kept here until
 * a system call has found that there is no more.
 */
final class Side implements Undo {
  private final String verb;
  private @Nullable LoopTask<?> waiter;
  private boolean ready = true;
  private boolean always;

  Side(String verb) {
    this.verb = verb;
  }

  /** Whether a system call is worth while. */
  boolean isReady() {
    return ready;
  }

  /** A system call has taken all that there was. */
  void exhausted() {
    ready = always;
  }

  /** Refuses a second task while one waits. */
  void refuseSecond() {
    if (waiter != null) {
      throw new BusyException(
          waiter.name()
              + " waits to "
              + verb
              + " on this socket already: one task at a time may, let it finish");
    }
  }

  /** Suspends the task until an event has come. On the task's own stack. */
  void await(LoopTask<?> task, Trap<?> trap) throws Exception {
    waiter = task;
    task.suspend(trap, this);
  }

  @Override
  public boolean undo() {
    waiter = null;
    return true;
  }

  /**
   * An event has come.
   *
   * @param last whether it is the last: the end of the stream or an error, which stays
   */
  void event(boolean last) {
    ready = true;
    always |= last;
    LoopTask<?> task = waiter;
    if (task != null) {
      waiter = null;
      task.resume(null);
    }
  }

  /** The socket is closed: whoever waits goes on, and finds it so. */
  void closed() {
    event(true);
  }
}
