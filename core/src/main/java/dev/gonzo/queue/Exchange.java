package dev.gonzo.queue;

import dev.gonzo.universal.ToWake;
import dev.gonzo.universal.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
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
 * <p>A local one has no lock: rule 1 guards it, because no step contains a trap. Each step stands
 * between {@link #enter} and {@link #leave}; what it has completed is woken by {@code leave}, after
 * the lock.
 *
 * <p>While somebody waits for an item, none is kept and nobody waits with one. While somebody waits
 * with one, it is full.
 */
final class Exchange<T> {
  private static final AtomicLong NUMBERS = new AtomicLong();

  enum State {
    OPEN,
    CLOSED,
    DISCARDED
  }

  // The order in which a select locks several; of universal ones only.
  final long number;
  final Shape<T> shape;
  private final @Nullable ReentrantLock lock;
  private final Store<T> items;
  private final Place.Line<T> getters = new Place.Line<>();
  private final Place.Line<T> putters = new Place.Line<>();
  private final Place.Line<T> joiners = new Place.Line<>();
  private final ToWake toWake = new ToWake();
  private State state = State.OPEN;
  // Items that came in and were not reported as done.
  private long unfinished;

  Exchange(Shape<T> shape) {
    this.shape = shape;
    this.lock = shape.isUniversal() ? new ReentrantLock() : null;
    this.number = shape.isUniversal() ? NUMBERS.incrementAndGet() : 0;
    this.items = shape.order().store();
  }

  boolean isUniversal() {
    return lock != null;
  }

  Waiter newWaiter() {
    return lock == null ? Waiter.local() : Waiter.universal();
  }

  void enter() {
    if (lock != null) {
      lock.lock();
    }
  }

  void leave() {
    Waiter completed = toWake.take();
    if (lock != null) {
      lock.unlock();
    }
    if (completed != null) {
      ToWake.wake(completed);
    }
  }

  // ---------------------------------------------------------------- steps

  /** Hands an item to the first who waits for one, or keeps it; false if it is full. */
  boolean offer(T item) {
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
      if (toWake.complete(place.waiter, place)) {
        return true;
      }
      place.item = null;
    }
    return false;
  }

  /** Takes an item, or answers null if there is none now. */
  @Nullable T poll() {
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
      if (toWake.complete(place.waiter, place)) {
        unfinished++;
        return place.item;
      }
    }
    return null;
  }

  void waitToGet(Place<T> place) {
    getters.add(place);
  }

  void waitToPut(Place<T> place) {
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
        boolean _ = toWake.complete(place.waiter, place);
      }
    }
  }

  // ---------------------------------------------------------------- ends

  void close() {
    if (state == State.OPEN) {
      state = State.CLOSED;
      refuse(putters);
      // Whoever waits for an item while none is kept waits in vain now.
      refuse(getters);
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
      boolean _ = toWake.complete(place.waiter, place);
    }
  }

  RuntimeException putRefused() {
    return state == State.DISCARDED
        ? new BrokenException("the other side has discarded it: nobody will take this item")
        : new ClosedException("it is closed: nothing more can be put in");
  }

  RuntimeException getRefused() {
    return state == State.DISCARDED
        ? new ClosedException("it was discarded: nothing more can be taken")
        : new DrainedException();
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
}
