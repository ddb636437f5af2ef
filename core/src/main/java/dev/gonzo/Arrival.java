package dev.gonzo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cancellation that was thrown in its task and has not been caught yet. The blocks that were open
 * inside its scope are being unwound; blocks that are opened later belong to the clean-up.
 */
final class Arrival {
  private final Cancelled cancelled;
  private final long moment;
  // One for each coroutine through which it has passed: a generator's, and its consumer's.
  private final List<StackPlace> places = new ArrayList<>(1);

  /**
   * Creates the record of an arrival.
   *
   * @param cancelled the exception thrown in the task
   * @param moment its number in the sequence of the task's arrivals and opened blocks
   */
  Arrival(Cancelled cancelled, long moment) {
    this.cancelled = cancelled;
    this.moment = moment;
  }

  Cancelled cancelled() {
    return cancelled;
  }

  long moment() {
    return moment;
  }

  /** Whether it unwinds a block, or the whole task if the scope is null. */
  boolean unwinds(@Nullable Scope scope) {
    return scope == null
        ? cancelled.scope() == null
        : cancelled.depth() <= scope.depth() && scope.openedAt() < moment;
  }

  /** Records the place where it is thrown in a coroutine. */
  void metAt(StackPlace place) {
    places.removeIf(earlier -> earlier.coroutine() == place.coroutine());
    places.add(place);
  }

  /**
   * Whether the task has swallowed it, judged by where the task is now.
   *
   * @param now the place in each coroutine of the task, innermost first
   */
  boolean isSwallowedAt(List<StackPlace> now) {
    for (StackPlace place : now) {
      for (StackPlace met : places) {
        if (met.coroutine() == place.coroutine()) {
          return met.hasGoneOnTo(place);
        }
      }
    }
    return false;
  }
}
