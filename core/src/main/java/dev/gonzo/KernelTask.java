package dev.gonzo;

import dev.gonzo.report.Log;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * A task as its kernel sees it: the kernel's own class of tasks extends this one, with the state
 * that it needs. For kernels, on the kernel's thread.
 *
 * @param <T> the type of the result
 */
public abstract non-sealed class KernelTask<T extends @Nullable Object> extends Task<T> {
  /**
   * Creates a task for a coroutine. For kernels, which drive it by hand or call {@link #attach}.
   *
   * @param id a number that is unique in the kernel
   * @param name the name in reports; null for a name made from its number
   * @param daemon whether it is cancelled silently when the main task ends
   * @param parent the task that spawned it, or null
   * @param coroutine the coroutine to run, which must have no driver yet
   * @throws IllegalStateException if the coroutine has started, or another task runs it
   */
  protected KernelTask(
      long id,
      @Nullable String name,
      boolean daemon,
      @Nullable Task<?> parent,
      Coroutine<T> coroutine) {
    super(id, name, daemon, parent, coroutine);
  }

  /**
   * Makes a kernel answer the task's traps on the task's own stack, instead of driving it by hand.
   *
   * @param handler answers the traps
   */
  protected final void attach(TrapHandler handler) {
    coroutine.attach(handler, name);
  }

  /** {@return the coroutine of this task} */
  protected final Coroutine<T> coroutine() {
    return coroutine;
  }

  /** {@return the cancellation state: what is due, and what has arrived} */
  @Override
  protected final Cancellation cancellation() {
    return super.cancellation();
  }

  /**
   * {@return whether {@link #cancellation} was ever called} Until then nothing may arrive, so a
   * kernel that checks this first avoids creating the object.
   */
  protected final boolean hasCancellation() {
    return cancellation != null;
  }

  /**
   * Called when its cancellation, or that of a block in it, has been requested. For kernels that
   * can be observed; by default does nothing. Must not throw.
   *
   * @param cancelled the request
   */
  @Override
  protected void cancellationRequested(Cancelled cancelled) {}

  /**
   * Called when a cancellation arrives, before it is thrown in the task. For kernels that can be
   * observed; by default does nothing. Must not throw.
   *
   * @param arriving the {@link Cancelled}, or the failure that a group reports to its owner
   */
  @Override
  protected void cancellationArrives(Throwable arriving) {}

  /**
   * Changes the state of the task.
   *
   * @param next its new state, not {@code ENDED}: {@link #end} sets that
   */
  protected final void become(TaskState next) {
    state = next;
  }

  /**
   * Records the trap at which the task is suspended.
   *
   * @param trap the trap, or null when the task continues
   */
  protected final void waitAt(@Nullable Trap<?> trap) {
    waitingAt = trap;
  }

  /** Counts a turn of the task. */
  protected final void countTurn() {
    switches++;
  }

  /**
   * Adds to the time that the task has run.
   *
   * @param nanos how long its turns took, in nanoseconds
   */
  protected final void countTime(long nanos) {
    runNanos += nanos;
  }

  /**
   * Records that the task's coroutine has ended. A failure that is never joined is logged; a
   * daemon's is logged at once.
   *
   * @param kernel the task's kernel: {@link #reportUnjoined} is called with the same object
   * @param awaited whether a task is already waiting for the outcome
   */
  protected final void end(Object kernel, boolean awaited) {
    Outcome<T> end = coroutine.outcome();
    try {
      if (cancellation != null) {
        end = cancellation.settle(end);
      }
    } catch (Throwable failure) {
      // The task ends nevertheless, because its body has ended.
      Log.warn("the cancellation due for task " + id + " at its end was lost", failure);
    }
    outcome = end;
    state = TaskState.ENDED;
    boolean main = parent == null;
    parent = null;
    boolean seen = awaited && (main || joining > 0 || onlookers == 0);
    if (end instanceof Outcome.Failure<T>(var cause)) {
      if (daemon) {
        Log.warn("the daemon " + name() + " failed", cause);
      } else if (!joined && !(awaited && main)) {
        // Also if tasks join it: they may have been cancelled, and not have noticed it yet.
        watchUnjoined(kernel, cause);
      }
    } else if (end instanceof Outcome.Cancellation<T>(var cancelled) && !seen) {
      HiddenFailures.report("task " + name() + " was cancelled", cancelled);
    }
  }

  private void watchUnjoined(Object kernel, Throwable cause) {
    try {
      unjoined = UnjoinedFailure.watch(this, kernel, cause);
    } catch (Throwable failure) {
      // No memory to wait for a join: a report that is too early is better than none.
      Log.warn("task " + id + " failed; it is not known whether it will be joined", cause);
    }
  }

  /**
   * Logs the failures of a kernel's tasks that were never joined. For kernels, at their end.
   *
   * @param kernel the object that was passed to {@link #end}
   */
  protected static void reportUnjoined(Object kernel) {
    UnjoinedFailure.reportAll(kernel);
  }
}
