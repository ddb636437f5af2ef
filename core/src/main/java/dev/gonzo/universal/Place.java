package dev.gonzo.universal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A waiter's node in a wait list of an exchange or a gate, with the item that it offers or has
 * received. Protected by the guard of the list until the waiter is completed.
 *
 * @param <T> the type of the item
 */
public final class Place<T> {
  /** The waiter. */
  public final Waiter waiter;

  /** The item, if there is one yet. */
  public @Nullable T item;

  /** Whether the list was closed, so no item was passed. */
  public boolean refused;

  private @Nullable Line<T> line;
  private @Nullable Place<T> previous;
  private @Nullable Place<T> next;

  /**
   * Creates a node that is in no list.
   *
   * @param waiter the waiter
   * @param item the item that it offers, or null
   */
  public Place(Waiter waiter, @Nullable T item) {
    this.waiter = waiter;
    this.item = item;
  }

  /** Removes the node from its list, if it is in one. */
  public void leave() {
    if (line != null) {
      line.remove(this);
    }
  }

  /**
   * A list of waiting places, in the order of arrival. Removing any of them takes constant time and
   * no memory.
   *
   * @param <T> the type of the items
   */
  public static final class Line<T> {
    private @Nullable Place<T> first;
    private @Nullable Place<T> last;
    private int size;

    /** Creates an empty list. */
    public Line() {}

    /**
     * Adds a place at the end.
     *
     * @param place the place, which is in no list
     */
    public void add(Place<T> place) {
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

    /** {@return the first place, which is removed; null if there is none} */
    public @Nullable Place<T> poll() {
      Place<T> place = first;
      if (place != null) {
        remove(place);
      }
      return place;
    }

    /** {@return the number of places} */
    public int size() {
      return size;
    }

    /** {@return the names of the tasks and threads that wait, longest waiting first} */
    public List<String> who() {
      var names = new ArrayList<String>(size);
      for (Place<T> place = first; place != null; place = place.next) {
        names.add(place.waiter.who());
      }
      return names;
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
