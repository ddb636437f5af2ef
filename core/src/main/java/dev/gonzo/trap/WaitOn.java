package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Suspends at the end of a wait queue until a {@link Wake} takes the task out. A cancelled one has
 * left the queue. No other task runs before it stands in the queue: what the caller has looked at
 * is still so.
 *
 * @param queue where to wait
 */
public record WaitOn(WaitQueue queue) implements Trap.Scheduling<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
