package dev.gonzo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue of due cancellations of one task: requested, but not arrived. Ordered from the
 * outermost scope to the innermost, then by the order of the requests.
 *
 * <p>A request leaves the queue only when it arrives or its block is left. A masked request is
 * skipped, and stays.
 */
final class Due {
  // Empty most of the time, and for most tasks never filled.
  private List<Cancelled> waiting = List.of();

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The outermost request, masked or not; null if none is due. */
  @Nullable Cancelled first() {
    return waiting.isEmpty() ? null : waiting.getFirst();
  }

  int size() {
    return waiting.size();
  }

  /** The request at an index, the outermost at 0. Allocates nothing. */
  Cancelled get(int place) {
    return waiting.get(place);
  }

  /**
   * Adds a request.
   *
   * @return false, without effect, if an equal request is in the queue
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

  /** Removes all requests for a block that has been left. */
  void forget(Scope scope) {
    if (!waiting.isEmpty()) {
      waiting.removeIf(cancelled -> cancelled.scope() == scope);
    }
  }
}
