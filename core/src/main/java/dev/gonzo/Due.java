package dev.gonzo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue of what is due for one task: requested, and not arrived. The outermost comes first, and
 * of equals the one that was requested first.
 *
 * <p>A request leaves it in two ways only: it arrives, or its block is left. A masked one is passed
 * over, and stays.
 */
final class Due {
  // Empty most of the time, and for most tasks never filled.
  private List<Cancelled> waiting = List.of();

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The outermost, masked or not; null if nothing is due. */
  @Nullable Cancelled first() {
    return waiting.isEmpty() ? null : waiting.getFirst();
  }

  int size() {
    return waiting.size();
  }

  /** One of those that wait, the outermost at 0. Needs no memory. */
  Cancelled get(int place) {
    return waiting.get(place);
  }

  /**
   * Adds a request.
   *
   * @return false if an equal one is waiting: this one changes nothing
   */
  boolean add(Cancelled cancelled) {
    if (waiting.isEmpty()) {
      waiting = new ArrayList<>(1);
    }
    int place = 0;
    for (; place < waiting.size(); place++) {
      Cancelled other = waiting.get(place);
      if (other.depth() > cancelled.depth()) {
        break;
      }
      if (other == cancelled || isSameForTask(other, cancelled)) {
        return false;
      }
    }
    waiting.add(place, cancelled);
    return true;
  }

  private static boolean isSameForTask(Cancelled one, Cancelled other) {
    return one.scope() == null && other.scope() == null && one.isGentle() == other.isGentle();
  }

  void remove(Cancelled cancelled) {
    waiting.remove(cancelled);
  }

  /** Forgets what was requested for a block that is over. */
  void forget(Scope scope) {
    if (!waiting.isEmpty()) {
      waiting.removeIf(cancelled -> cancelled.scope() == scope);
    }
  }
}
