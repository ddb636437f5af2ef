package dev.gonzo.kernel.driver.ready;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Undo;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a socket: whether a system call may succeed, and the task that waits until it
 * may.
 *
 * <p>Events are edge-triggered: each reports a change once. So readiness is kept here until a
 * system call has found that there is no more.
 */
public final class Direction implements Undo {
  private final String verb;
  private @Nullable LoopTask<?> waiter;
  // The task that uses it through a thread outside the kernel, and does not wait for an event now.
  private @Nullable LoopTask<?> occupant;
  private boolean ready = true;
  private boolean always;

  /**
   * Creates a direction that counts as ready, since no system call was tried yet.
   *
   * @param verb the verb for its operation, used in messages
   */
  public Direction(String verb) {
    this.verb = verb;
  }

  /**
   * Creates a direction that always counts as ready, of a handle that knows itself whether an
   * operation may succeed.
   *
   * @param verb the verb for its operation, used in messages
   * @return the direction
   */
  public static Direction alwaysReady(String verb) {
    var direction = new Direction(verb);
    direction.always = true;
    return direction;
  }

  /** {@return whether a system call may succeed} */
  public boolean isReady() {
    return ready;
  }

  /** {@return whether a task waits} */
  public boolean isAwaited() {
    return waiter != null;
  }

  /** Records that a system call has taken everything. */
  public void drained() {
    ready = always;
  }

  /**
   * Refuses a second task while one waits.
   *
   * @throws BusyException if a task waits
   */
  public void requireFree() {
    LoopTask<?> first = waiter == null ? occupant : waiter;
    if (first != null) {
      throw new BusyException(
          first.name()
              + " waits to "
              + verb
              + " here already: only one task at a time may, so let it finish");
    }
  }

  /**
   * Refuses other tasks even while none waits, until {@link #release}.
   *
   * @param task the task that uses it
   */
  public void reserve(LoopTask<?> task) {
    requireFree();
    occupant = task;
  }

  /** Ends what {@link #reserve} began: other tasks may use it again. */
  public void release() {
    occupant = null;
  }

  /** Records that a system call may succeed, without an event. */
  public void markReady() {
    ready = true;
  }

  /**
   * Suspends the task until an event arrives. On the task's own stack.
   *
   * @param task the task
   * @param trap its trap
   * @throws Exception if the task is cancelled
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
   * Records an event, and resumes the waiting task.
   *
   * @param last whether it is the last: the end of the stream or an error, after which every call
   *     returns at once
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
