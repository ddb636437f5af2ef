package dev.gonzo.queue;

import dev.gonzo.universal.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A waiter's node in a wait list of an exchange, with the item that it offers or has received.
 * Protected by the guard of the exchange until the waiter is completed.
 */
final class Place<T> {
  final Waiter waiter;
  @Nullable T item;
  // The exchange was closed, so no item was passed.
  boolean refused;
  private @Nullable Line<T> line;
  private @Nullable Place<T> previous;
  private @Nullable Place<T> next;

  Place(Waiter waiter, @Nullable T item) {
    this.waiter = waiter;
    this.item = item;
  }

  /** Removes the node from its list, if it is in one. */
  void leave() {
    if (line != null) {
      line.remove(this);
    }
  }

  /**
   * A list of waiting places, in the order of arrival. Removing any of them takes constant time.
   */
  static final class Line<T> {
    private @Nullable Place<T> first;
    private @Nullable Place<T> last;
    private int size;

    void add(Place<T> place) {
      place.line = this;
      place.previous = last;
      if (last == null) {
        first = place;
      } else {
        last.next = place;
      }
      last = place;
      size++;
    }

    @Nullable Place<T> poll() {
      Place<T> place = first;
      if (place != null) {
        remove(place);
      }
      return place;
    }

    int size() {
      return size;
    }

    private void remove(Place<T> place) {
      if (place.previous == null) {
        first = place.next;
      } else {
        place.previous.next = place.next;
      }
      if (place.next == null) {
        last = place.previous;
      } else {
        place.next.previous = place.previous;
      }
      place.line = null;
      place.previous = null;
      place.next = null;
      size--;
    }
  }
}
