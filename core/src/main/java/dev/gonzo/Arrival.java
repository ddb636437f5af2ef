package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * A cancellation that has arrived in its task and has not been caught. The blocks that were open
 * inside what it cancels are being unwound; blocks that are opened later belong to the clean-up.
 *
 * @param cancelled what the task met
 * @param moment when, in the order of the task's arrivals and of the opening of its blocks
 */
record Arrival(Cancelled cancelled, long moment) {
  /** Whether it unwinds a block; null stands for the whole task. */
  boolean unwinds(@Nullable Scope scope) {
    return scope == null
        ? cancelled.scope() == null
        : cancelled.depth() <= scope.depth() && scope.openedAt() < moment;
  }
}
