package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.Ring;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are under way, by what Linux knows them by. Kernel thread only.
 *
 * <p>That is the number of a place here, which is used again, below the number of the request,
 * which is not: so a cancellation that comes too late cannot hit the next one at that place.
 */
final class Requests {
  private static final int MOST_TRIES = 3;
  private static final int PLACE_BITS = 24;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
  private static final long NUMBER_MASK = Long.MAX_VALUE >>> PLACE_BITS;

  /** A cancellation's own completion, which tells nobody anything. */
  private static final long IGNORED = -1;

  private final Ring ring;
  private final ArrayDeque<Request> unwritten = new ArrayDeque<>();
  private final ArrayDeque<Long> uncancelled = new ArrayDeque<>();
  private @Nullable Request[] byPlace = new @Nullable Request[64];
  private int[] freePlaces = new int[64];
  private int free;
  private int used;
  private long numbers;

  Requests(Ring ring) {
    this.ring = ring;
  }

  /** How many are under way. */
  int underWay() {
    return used - free;
  }

  /** Begins one that is not under way. */
  void begin(Request request) {
    int place = takePlace();
    byPlace[place] = request;
    long data = (++numbers & NUMBER_MASK) << PLACE_BITS | place;
    request.begun(data);
    if (!unwritten.isEmpty() || !request.submit(ring, data)) {
      unwritten.add(request);
    }
  }

  /** Asks for the end of one, which it then completes with, sooner or later. */
  void cancel(Request request) {
    if (!request.isUnderWay()) {
      return;
    }
    if (!uncancelled.isEmpty() || !unwritten.isEmpty() || !ring.cancel(request.data(), IGNORED)) {
      uncancelled.add(request.data());
    }
  }

  /** Writes what found no room, in its order. */
  void writeRest() {
    while (!unwritten.isEmpty()) {
      Request request = unwritten.element();
      if (!request.submit(ring, request.data())) {
        return;
      }
      unwritten.remove();
    }
    // Behind all requests, or one could come before what it is to cancel.
    while (!uncancelled.isEmpty() && ring.cancel(uncancelled.element(), IGNORED)) {
      uncancelled.remove();
    }
  }

  /** Whether there is something for {@link #writeRest}. */
  boolean hasRest() {
    return !unwritten.isEmpty() || !uncancelled.isEmpty();
  }

  /** Hands each completion in the ring to its request. */
  void complete() {
    int count = ring.completed();
    int taken = 0;
    try {
      while (taken < count) {
        int place = taken++; // first: it is handed over once
        complete(ring.data(place), ring.result(place), ring.flags(place));
      }
    } finally {
      ring.taken(taken);
    }
  }

  private void complete(long data, int result, int flags) {
    if (data == IGNORED) {
      return;
    }
    int place = (int) data & PLACE_MASK;
    Request request = byPlace[place];
    if (request == null || request.data() != data) {
      throw new AssertionError("a completion of a request that has ended");
    }
    if ((flags & Ring.MORE) == 0) {
      byPlace[place] = null;
      freePlaces[free++] = place;
      request.ended();
    }
    tell(request, result, flags);
  }

  /** Nobody else tells it: so for want of memory it is told again. */
  private static void tell(Request request, int result, int flags) {
    for (int tries = 1; ; tries++) {
      try {
        request.completed(result, flags);
        return;
      } catch (OutOfMemoryError full) {
        if (tries == MOST_TRIES) {
          throw full;
        }
      }
    }
  }

  private int takePlace() {
    if (free > 0) {
      return freePlaces[--free];
    }
    if (used == byPlace.length) {
      if (used > PLACE_MASK >> 1) {
        throw new IllegalStateException("more than " + used + " requests at once");
      }
      byPlace = Arrays.copyOf(byPlace, used * 2);
      freePlaces = Arrays.copyOf(freePlaces, used * 2);
    }
    return used++;
  }
}
