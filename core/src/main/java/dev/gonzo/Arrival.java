package dev.gonzo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cancellation that has arrived in its task and has not been caught. The blocks that were open
 * inside what it cancels are being unwound; blocks that are opened later belong to the clean-up.
 */
final class Arrival {
  private final Cancelled cancelled;
  private final long moment;
  // One for each coroutine through which it has passed: a generator's, and its consumer's.
  private final List<StackPlace> places = new ArrayList<>(1);

  /**
   * Makes one.
   *
   * @param cancelled what the task meets
   * @param moment when, in the order of the task's arrivals and of the opening of its blocks
   */
  Arrival(Cancelled cancelled, long moment) {
    this.cancelled = cancelled;
    this.moment = moment;
  }

  Cancelled cancelled() {
    return cancelled;
  }

  /** Whether it unwinds a block; null means the whole task. */
  boolean unwinds(@Nullable Scope scope) {
    return scope == null
        ? cancelled.scope() == null
        : cancelled.depth() <= scope.depth() && scope.openedAt() < moment;
  }

  /** It is thrown at a place. */
  void metAt(StackPlace place) {
    places.removeIf(earlier -> earlier.coroutine() == place.coroutine());
    places.add(place);
  }

  /**
   * Whether the task has swallowed it, if that is where it is now.
   *
   * @param now a place for each coroutine in which the task is, the innermost first
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
