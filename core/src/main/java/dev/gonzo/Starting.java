package dev.gonzo;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.report.Causes;
import dev.gonzo.report.Log;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * With this object a member of a group signals that it is ready. See {@link TaskGroup#start}.
 *
 * @param <V> the type of the value with which it is ready
 */
public final class Starting<V extends @Nullable Object> {
  private final WaitQueue starter = new WaitQueue();
  // Allocated in advance, so that the starter is woken even when the heap is full.
  private final Wake wakeStarter = new Wake(starter, 1);
  // The value with which it became ready; its outcome if it ended before that.
  private Outcome.@Nullable Success<V> ready;
  private @Nullable Outcome<?> endedBefore;

  Starting() {}

  /**
   * Signals that the member is ready, so that the task that started it continues.
   *
   * @param value the result of {@link TaskGroup#start}
   * @throws IllegalStateException if the member has already called it
   */
  @Async(Suspension.NEVER)
  public void ready(V value) {
    if (ready != null) {
      throw new IllegalStateException(
          "the member has already called ready(...): call it only once");
    }
    StackReserve.requireForOperation();
    ready = new Outcome.Success<>(value);
    Coroutine.trap(wakeStarter);
  }

  /** Waits until the member is ready or has ended. Called on the stack of the starting task. */
  V await(Task<?> task) {
    try {
      while (ready == null && endedBefore == null) {
        Coroutine.trap(new WaitOn(starter));
      }
    } catch (Throwable thrown) {
      if (ready != null && Cancelled.postpone(thrown)) {
        return ready.value(); // the member was ready before the cancellation arrived
      }
      if (ready == null) {
        giveUp(task, thrown);
      }
      throw thrown;
    }
    return ready == null ? failed(task.name()) : ready.value();
  }

  private V failed(String name) {
    switch (endedBefore) {
      case Outcome.Failure<?>(var cause) ->
          throw new TaskFailedException("task " + name + " failed before it was ready", cause);
      case Outcome.Cancellation<?>(var cancelled) ->
          throw new TaskFailedException(
              "task " + name + " was cancelled before it was ready", cancelled);
      case Outcome.Success<?> _ ->
          throw new IllegalStateException("member " + name + " ended without calling ready(...)");
      case null -> throw new AssertionError("woken before the member was ready or had ended");
    }
  }

  /** Cancels the member because the starting task was cancelled, and keeps the member's failure. */
  private void giveUp(Task<?> task, Throwable thrown) {
    boolean _ = task.requestCancel("the task that started it was cancelled");
    Blocks.shielded(task::lookOn);
    if (endedBefore instanceof Outcome.Failure<?>(var cause)
        && !Causes.suppress(thrown, cause)
        && cause != thrown) {
      Log.warn("task " + task.name() + " failed before it was ready", cause);
    }
  }

  /** Whether it has become ready, and so is an ordinary member. */
  boolean isReady() {
    return ready != null;
  }

  /** Records the end of the member. Called on its stack. */
  void ended(Outcome<?> outcome) {
    if (ready == null) {
      endedBefore = outcome;
    }
    Coroutine.trap(wakeStarter);
  }
}
