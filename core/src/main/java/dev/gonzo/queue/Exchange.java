package dev.gonzo.queue;

import dev.gonzo.universal.Guard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where those who have items meet those who want them: the state of a queue, and each single step
 * that changes it. Waiting for one is the part of {@link HandOver}.
 *
 * <pre>
 *   OPEN -> CLOSED      by close: nothing more comes in; what is kept can be taken
 *   OPEN, CLOSED -> DISCARDED   by discard: nothing more can be taken either
 * </pre>
 *
 * <p>What was closed with a cause keeps it, for all who meet the end.
 *
 * <p>While somebody waits for an item, none is kept and nobody waits with one. While somebody waits
 * with one, it is full.
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
  // Items that came in and were not reported as done.
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

  /** Hands an item to the first who waits for one, or keeps it; false if it is full. */
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

  /** Takes an item, or answers null if there is none now. */
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

  /** Whether there is something to wait for. */
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
          "taskDone() was called more often than items were put: call it once for each item");
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
      // Whoever waits for an item while none is kept waits in vain now.
      refuse(getters);
    }
  }

  /** Closes it with a cause, in a step of its own; without effect if it is closed. */
  void shut(Throwable cause) {
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

  /** Answers what nobody will get now. */
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
      // Before the waiter may see it.
      place.refused = true;
      boolean _ = complete(place.waiter, place);
    }
  }

  @Override
  public RuntimeException putRefused() {
    if (state == State.DISCARDED) {
      return new BrokenException("the other side has discarded it: nobody will take this item");
    }
    return cause == null
        ? new ClosedException("it is closed: nothing more can be put in")
        : new ClosedException("it was closed with a cause: nothing more can be put in", cause);
  }

  @Override
  public RuntimeException getRefused() {
    if (state == State.DISCARDED) {
      return new ClosedException("it was discarded: nothing more can be taken");
    }
    return cause == null
        ? new DrainedException()
        : new ClosedException("it was closed with a cause, and the last item was taken", cause);
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
