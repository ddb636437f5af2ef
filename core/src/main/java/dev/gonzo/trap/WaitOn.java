package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Suspends at the end of a wait queue until a {@link Wake} takes the task out. A cancelled task has
 * left the queue. No other task runs before this one is in the queue, so a condition that the
 * caller checked still holds.
 *
 * @param queue the queue to wait in
 */
public record WaitOn(WaitQueue queue) implements Trap.Scheduling<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
