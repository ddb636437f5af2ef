package dev.gonzo.queue;

import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Place;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The items that a broadcast keeps for one subscriber.
 *
 * <pre>
 *   OPEN -> CLOSED    the broadcast was closed: kept items can be taken
 *   OPEN -> OVERRUN   the subscriber was too slow: the same, and then OverrunException
 *   any  -> LEFT      the subscriber has unsubscribed: nothing is kept
 * </pre>
 */
final class Inbox<T> implements Source<T> {
  enum State {
    OPEN,
    CLOSED,
    OVERRUN,
    LEFT
  }

  private final Hub<T> hub;
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private final Place.Line<T> getters = new Place.Line<>();
  private State state = State.OPEN;
  private long missed;
  private long taken;

  Inbox(Hub<T> hub) {
    this.hub = hub;
  }

  @Override
  public Guard guard() {
    return hub;
  }

  boolean isFull() {
    return items.size() >= hub.policy.capacity();
  }

  /** Passes an item to a waiting receive, or keeps it. */
  void take(T item) {
    for (Place<T> place = getters.poll(); place != null; place = getters.poll()) {
      place.item = item;
      if (hub.complete(place.waiter, place)) {
        return;
      }
      place.item = null;
    }
    if (!isFull()) {
      items.add(item);
      return;
    }
    missed++;
    switch (hub.policy.then()) {
      case SUSPEND, FAIL ->
          throw new AssertionError("an item was sent before all subscribers had room");
      case DROP_OLDEST -> {
        items.remove();
        items.add(item);
      }
      case DROP_NEWEST -> {}
    }
  }

  /** Cuts off the slow subscriber: it gets only the kept items. Always returns true. */
  boolean cutOff() {
    missed++;
    state = State.OVERRUN;
    return true;
  }

  /** How many kept items the subscriber has taken. */
  long taken() {
    return taken;
  }

  @Override
  public @Nullable T poll() {
    T item = items.poll();
    if (item != null) {
      taken++;
      hub.roomMade();
    } else if (state != State.OPEN) {
      throw getRefused();
    }
    return item;
  }

  @Override
  public void waitToGet(Place<T> place) {
    getters.add(place);
  }

  void end(State how) {
    if (how == State.LEFT) {
      items.clear();
    }
    state = how;
    hub.refuse(getters);
  }

  @Override
  public RuntimeException getRefused() {
    return switch (state) {
      case LEFT -> new ClosedException("the subscription is closed");
      case OVERRUN -> new OverrunException(hub.policy.capacity());
      case OPEN, CLOSED -> hub.drained();
    };
  }

  long missed() {
    return missed;
  }
}
