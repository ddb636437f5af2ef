package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.Ring;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are under way, by the numbers that identify them to Linux. Kernel thread only.
 *
 * <p>The low bits of a number are an index here, which is reused; the high bits are a count, which
 * is not. So a cancellation that comes too late cannot hit the next request with that index.
 */
final class Requests {
  private static final int MOST_TRIES = 3;
  private static final int PLACE_BITS = 24;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
  private static final long NUMBER_MASK = Long.MAX_VALUE >>> PLACE_BITS;

  /** The completion of a cancel request itself, which is ignored. */
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

  /** Begins a request that is not under way. */
  void begin(Request request) {
    int place = takePlace();
    byPlace[place] = request;
    long data = (++numbers & NUMBER_MASK) << PLACE_BITS | place;
    request.begun(data);
    if (!unwritten.isEmpty() || !request.submit(ring, data)) {
      writeLater(request, place);
    }
  }

  private void writeLater(Request request, int place) {
    try {
      unwritten.add(request);
    } catch (Throwable refused) {
      giveBack(place); // it would never complete
      request.ended();
      throw refused;
    }
  }

  /** Cancels a request, which then completes, sooner or later. */
  void cancel(Request request) {
    if (!request.isUnderWay()) {
      return;
    }
    if (!uncancelled.isEmpty() || !unwritten.isEmpty() || !ring.cancel(request.data(), IGNORED)) {
      uncancelled.add(request.data());
    }
  }

  /** Writes the requests that found no room, in order. */
  void writeRest() {
    while (!unwritten.isEmpty()) {
      Request request = unwritten.element();
      if (!request.submit(ring, request.data())) {
        return;
      }
      unwritten.remove();
    }
    // After all requests, or a cancellation could be submitted before its request.
    while (!uncancelled.isEmpty() && ring.cancel(uncancelled.element(), IGNORED)) {
      uncancelled.remove();
    }
  }

  /** Whether there are requests for {@link #writeRest}. */
  boolean hasRest() {
    return !unwritten.isEmpty() || !uncancelled.isEmpty();
  }

  /** Passes each completion in the ring to its request. */
  void complete() {
    int count = ring.completed();
    int taken = 0;
    try {
      while (taken < count) {
        int place = taken++; // first, so that it is handled only once
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
    if ((flags & Ring.IORING_CQE_F_MORE) == 0) {
      giveBack(place);
      request.ended();
    }
    complete(request, result, flags);
  }

  /**
   * Passes a completion to its request; tried again if there is no memory, since a completion comes
   * only once.
   */
  private static void complete(Request request, int result, int flags) {
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

  private void giveBack(int place) {
    byPlace[place] = null;
    freePlaces[free++] = place;
  }

  private int takePlace() {
    if (free > 0) {
      return freePlaces[--free];
    }
    if (used == byPlace.length) {
      if (used > PLACE_MASK >> 1) {
        throw new IllegalStateException("more than " + used + " requests at once");
      }
      freePlaces = Arrays.copyOf(freePlaces, used * 2);
      byPlace = Arrays.copyOf(byPlace, used * 2); // last: its length says that both have grown
    }
    return used++;
  }
}
