package dev.gonzo.kernel.driver;

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
public final class Side implements Undo {
  private final String verb;
  private @Nullable LoopTask<?> waiter;
  // Who uses it in a thread outside the kernel, and does not wait for an event now.
  private @Nullable LoopTask<?> occupant;
  private boolean ready = true;
  private boolean always;

  /**
   * Makes one about which the system was not asked yet.
   *
   * @param verb what one does there, for messages
   */
  public Side(String verb) {
    this.verb = verb;
  }

  /** {@return whether a system call is worth while} */
  public boolean isReady() {
    return ready;
  }

  /** {@return whether a task waits} */
  public boolean isAwaited() {
    return waiter != null;
  }

  /** Notes that a system call has taken all that there was. */
  public void exhausted() {
    ready = always;
  }

  /**
   * Refuses a second task while one waits.
   *
   * @throws BusyException if one does
   */
  public void refuseSecond() {
    LoopTask<?> first = waiter == null ? occupant : waiter;
    if (first != null) {
      throw new BusyException(
          first.name()
              + " waits to "
              + verb
              + " on this socket already: one task at a time may, let it finish");
    }
  }

  /**
   * Keeps others out also when nobody waits, until {@link #vacate}.
   *
   * @param task who uses it
   */
  public void occupy(LoopTask<?> task) {
    refuseSecond();
    occupant = task;
  }

  /** Lets others in again. */
  public void vacate() {
    occupant = null;
  }

  /** Notes that a system call is worth while, though no event said so. */
  public void mayGoOn() {
    ready = true;
  }

  /**
   * Suspends the task until an event has come. On the task's own stack.
   *
   * @param task who waits
   * @param trap at what
   * @throws Exception if it was cancelled meanwhile
   */
  public void await(LoopTask<?> task, Trap<?> trap) throws Exception {
    waiter = task;
    task.suspend(trap, this);
  }

  @Override
  public boolean undo() {
    waiter = null;
    return true;
  }

  /**
   * Notes that an event has come, and lets the task go on that waits for it.
   *
   * @param last whether it is the last: the end of the stream or an error, which stays
   */
  public void event(boolean last) {
    ready = true;
    always |= last;
    LoopTask<?> task = waiter;
    if (task != null) {
      waiter = null;
      task.resume(null);
    }
  }
}
