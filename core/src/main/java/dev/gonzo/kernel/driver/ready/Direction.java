package dev.gonzo.kernel.driver.ready;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.trap.Trap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a socket: whether a system call may succeed, and the task that waits until it
 * may.
 *
 * <p>Events are edge-triggered: each reports a change once. So readiness is kept here until a
 * system call has found that there is no more.
 */
public final class Direction implements Suspended {
  // In place of an answer: the task has to try the operation itself.
  private static final Object TRY_AGAIN = new Object();

  private final String verb;
  private @Nullable LoopTask<?> waiter;
  // What the waiting task does, if an attempt is all that is left of it.
  private @Nullable ReadinessLoop<?, ?, ?> operation;
  private @Nullable Trap<?> asked;
  private @Nullable ReadyHandle handle;
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

  /** Makes the task wait for an event, with which its operation is tried. */
  Suspended waits(
      LoopTask<?> task, Trap<?> asked, ReadinessLoop<?, ?, ?> operation, ReadyHandle handle) {
    waiter = task;
    this.asked = asked;
    this.operation = operation;
    this.handle = handle;
    return this;
  }

  @Override
  public @Nullable Object ended(LoopTask<?> task, @Nullable Object given) throws Exception {
    if (given != TRY_AGAIN) {
      return given;
    }
    ReadinessLoop<?, ?, ?> again = Objects.requireNonNull(operation);
    Trap<?> trap = Objects.requireNonNull(asked);
    forget();
    occupant = null;
    return again.runAgain(task, trap, Objects.requireNonNull(handle));
  }

  @Override
  public boolean undo() {
    waiter = null;
    forget();
    return true;
  }

  /**
   * Records an event, and resumes the waiting task: with the answer, if the loop can bring it.
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
      if (operation == null) {
        task.resume(null);
      } else {
        resume(task, operation, Objects.requireNonNull(asked), Objects.requireNonNull(handle));
      }
    }
  }

  private void resume(
      LoopTask<?> task, ReadinessLoop<?, ?, ?> operation, Trap<?> asked, ReadyHandle handle) {
    Object answer;
    try {
      answer = operation.attemptByLoop(asked, handle);
    } catch (OutOfMemoryError full) {
      forget();
      task.raise(full); // the bytes are taken, and the event comes only once
      return;
    }
    if (answer == null) {
      ready = true; // a failed attempt may have counted as one that has found nothing
      occupant = task; // or another task could begin to wait before this one tries
      task.resume(TRY_AGAIN);
    } else {
      forget();
      task.resume(answer);
    }
  }

  private void forget() {
    operation = null;
    asked = null; // it holds the program's buffer
  }
}
