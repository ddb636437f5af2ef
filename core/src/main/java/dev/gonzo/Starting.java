package dev.gonzo;

import dev.gonzo.report.Reports;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a group tells when it is ready. See {@link TaskGroup#start}.
 *
 * @param <V> what it is ready with
 */
public final class Starting<V extends @Nullable Object> {
  private final WaitQueue starter = new WaitQueue();
  // Made beforehand: the end of the member is told, also when the heap is full.
  private final Wake wakeStarter = new Wake(starter, 1);
  // How it became ready; and how it ended, if it did not.
  private Outcome.@Nullable Success<V> ready;
  private @Nullable Outcome<?> endedBefore;

  Starting() {}

  /**
   * Tells that the member is ready; who started it goes on. Async, but never suspends, and no
   * checkpoint.
   *
   * @param value what it is ready with
   * @throws IllegalStateException if it was told before
   */
  @Async
  public void ready(V value) {
    if (ready != null) {
      throw new IllegalStateException("the member said before that it is ready: once is enough");
    }
    ready = new Outcome.Success<>(value);
    Coroutine.trap(wakeStarter);
  }

  /** Waits until the member is ready, or has ended. On the stack of the task that starts it. */
  V await(Task<?> task) {
    try {
      while (ready == null && endedBefore == null) {
        Coroutine.trap(new WaitOn(starter));
      }
    } catch (Throwable thrown) {
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
          throw new TaskFailed("task " + name + " failed before it was ready", cause);
      case Outcome.Cancellation<?>(var cancelled) ->
          throw new TaskFailed("task " + name + " was cancelled before it was ready", cancelled);
      case Outcome.Success<?> _ ->
          throw new IllegalStateException(
              "member " + name + " ended without saying that it is ready");
      case null -> throw new AssertionError("woken by nobody");
    }
  }

  /** The one who starts it is cancelled: so is the member, whose failure nobody else would see. */
  private void giveUp(Task<?> task, Throwable thrown) {
    boolean _ = task.requestCancel("who started it was cancelled");
    Gonzo.withoutCancellation(task::lookOn);
    if (endedBefore instanceof Outcome.Failure<?>(var cause)
        && !Causes.suppress(thrown, cause)
        && cause != thrown) {
      Reports.warn("task " + task.name() + " failed before it was ready", cause);
    }
  }

  /** Whether it was ready: from then on it is a member like any other. */
  boolean isReady() {
    return ready != null;
  }

  /** The member has ended. On its stack. */
  void ended(Outcome<?> outcome) {
    if (ready == null) {
      endedBefore = outcome;
    }
    Coroutine.trap(wakeStarter);
  }
}
