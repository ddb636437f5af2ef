package dev.gonzo.queue;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a queue or channel, and the steps that change it. {@link HandOver} does the waiting.
 *
 * <pre>
 *   OPEN -> CLOSED      by close: no more items can be put; kept items can be taken
 *   OPEN, CLOSED -> DISCARDED   by discard: no more items can be taken either
 * </pre>
 *
 * <p>If it was closed with a cause, it keeps the cause for all later callers.
 *
 * <p>Invariants: while a getter waits, no item is kept and no putter waits. While a putter waits,
 * the buffer is full.
 */
final class Exchange<T> extends Guard implements Source<T>, Sink<T> {
  enum State {
    OPEN,
    CLOSED,
    DISCARDED
  }

  final Shape<T> shape;
  private final Store<T> items;
  private final Place.Line<T> getters = new Place.Line<>();
  private final Place.Line<T> putters = new Place.Line<>();
  private final Place.Line<T> joiners = new Place.Line<>();
  private State state = State.OPEN;
  private @Nullable Throwable cause;
  // The number of items that were put and have not been reported as done.
  private long unfinished;

  Exchange(Shape<T> shape) {
    super(shape.isUniversal());
    this.shape = shape;
    this.items = shape.order().store();
  }

  @Override
  public Guard guard() {
    return this;
  }

  // ---------------------------------------------------------------- steps

  /** Passes an item to the first waiting getter, or keeps it; false if the buffer is full. */
  @Override
  public boolean offer(T item) {
    if (state != State.OPEN) {
      throw putRefused();
    }
    if (!handOver(item)) {
      if (items.size() >= shape.capacity()) {
        return false;
      }
      items.add(item);
    }
    unfinished++;
    return true;
  }

  private boolean handOver(T item) {
    for (Place<T> place = getters.poll(); place != null; place = getters.poll()) {
      place.item = item;
      if (complete(place.waiter, place)) {
        return true;
      }
      place.item = null;
    }
    return false;
  }

  /** Takes an item, or returns null if there is none now. */
  @Override
  public @Nullable T poll() {
    if (state == State.DISCARDED) {
      throw getRefused();
    }
    T item = items.take();
    if (item == null) {
      item = takeFromPutter();
    } else if (items.size() < shape.capacity()) {
      T next = takeFromPutter();
      if (next != null) {
        items.add(next);
      }
    }
    if (item == null && state == State.CLOSED) {
      throw getRefused();
    }
    return item;
  }

  private @Nullable T takeFromPutter() {
    for (Place<T> place = putters.poll(); place != null; place = putters.poll()) {
      if (complete(place.waiter, place)) {
        unfinished++;
        return place.item;
      }
    }
    return null;
  }

  @Override
  public void waitToGet(Place<T> place) {
    getters.add(place);
  }

  @Override
  public void waitToPut(Place<T> place) {
    putters.add(place);
  }

  /** Enqueues the place until all items are done; false if there are no unfinished items. */
  boolean waitForAllDone(Place<T> place) {
    if (unfinished == 0) {
      return false;
    }
    joiners.add(place);
    return true;
  }

  void taskDone() {
    if (unfinished == 0) {
      throw new IllegalStateException(
          "taskDone() was called more often than items were put: call it only once for each item");
    }
    done(1);
  }

  private void done(long count) {
    unfinished -= count;
    if (unfinished == 0) {
      for (Place<T> place = joiners.poll(); place != null; place = joiners.poll()) {
        boolean _ = complete(place.waiter, place);
      }
    }
  }

  // ---------------------------------------------------------------- ends

  @Override
  protected void close() {
    if (state == State.OPEN) {
      state = State.CLOSED;
      refuse(putters);
      // Waiting getters will get no item, because none is kept.
      refuse(getters);
    }
  }

  /** Closes it with a cause, in a step of its own. Without effect if it is closed. */
  void shut(Throwable cause) {
    StackReserve.requireForOperation();
    enter();
    try {
      if (state == State.OPEN) {
        this.cause = cause;
        close();
      }
    } finally {
      leave();
    }
  }

  /** Discards the exchange, and returns the items that were kept. */
  List<T> discard() {
    var dropped = new ArrayList<T>();
    if (state != State.DISCARDED) {
      state = State.DISCARDED;
      refuse(putters);
      refuse(getters);
      for (T item = items.take(); item != null; item = items.take()) {
        dropped.add(item);
      }
      if (!dropped.isEmpty()) {
        done(Math.min(dropped.size(), unfinished));
      }
    }
    return dropped;
  }

  private void refuse(Place.Line<T> line) {
    for (Place<T> place = line.poll(); place != null; place = line.poll()) {
      // Must be set before the waiter can see the place.
      place.refused = true;
      boolean _ = complete(place.waiter, place);
    }
  }

  @Override
  public RuntimeException putRefused() {
    if (state == State.DISCARDED) {
      return new BrokenException("the receiving side has discarded it, so it takes no more items");
    }
    return cause == null
        ? new ClosedException("it is closed: no more items can be put")
        : new ClosedException("it was closed with a cause: no more items can be put", cause);
  }

  @Override
  public RuntimeException getRefused() {
    if (state == State.DISCARDED) {
      return new ClosedException("it was discarded: no more items can be taken");
    }
    return cause == null
        ? new DrainedException()
        : new ClosedException(
            "it was closed with a cause, and the last item has been taken", cause);
  }

  @Override
  public void undelivered(T item) {
    shape.onUndelivered().accept(item);
  }

  boolean isClosed() {
    return state != State.OPEN;
  }

  int size() {
    return items.size();
  }

  int waitingGetters() {
    return getters.size();
  }

  int waitingPutters() {
    return putters.size();
  }

  long unfinished() {
    return unfinished;
  }

  @Override
  public String toString() {
    enter();
    try {
      return "Queue["
          + size()
          + (shape.capacity() == Integer.MAX_VALUE ? "" : " of " + shape.capacity())
          + (isClosed() ? ", closed" : "")
          + "]";
    } finally {
      leave();
    }
  }
}
