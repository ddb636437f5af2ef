package dev.gonzo.kernel.loop;

import dev.gonzo.trap.Handle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's timers: a four-ary heap in which each timer knows its index, so that a cleared timer
 * is removed at once.
 *
 * <p>The deadlines are in an array of their own, so that comparing them touches no timer. Setting a
 * timer that is due after most others, the usual case, costs the same among a million as among ten.
 * Equal deadlines fire in the order in which they were set. Kernel thread only.
 */
final class Timers {
  private static final int ARITY = 4;
  private static final int NOWHERE = -1;

  /** An action at a deadline. */
  abstract static class Timer extends Handle {
    private int place = NOWHERE;
    private long sequence;

    /**
     * Runs the action, after the timer was removed from the heap. If there is no memory it is
     * called again, so it must change nothing before its last allocation.
     */
    abstract void fire(long nowNanos);

    boolean isSet() {
      return place != NOWHERE;
    }
  }

  private long[] deadlines = new long[64];
  private @Nullable Timer[] timers = new Timer[64];
  private int size;
  private long sequence;
  // Read by other threads; written without a fence.
  private final AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The earliest deadline; {@code Long.MAX_VALUE} if there is no timer. */
  long next() {
    return size == 0 ? Long.MAX_VALUE : deadlines[0];
  }

  /** The value of {@link #next}, now or a moment ago. Any thread. */
  long earliest() {
    return earliest.getOpaque();
  }

  /** Sets a timer that is not set. */
  void set(Timer timer, long deadlineNanos) {
    if (size == timers.length) {
      deadlines = Arrays.copyOf(deadlines, size * 2);
      timers = Arrays.copyOf(timers, size * 2);
    }
    timer.sequence = sequence++;
    rise(size++, timer, deadlineNanos);
  }

  /** Clears a timer; does nothing if it is not set. */
  void clear(Timer timer) {
    int place = timer.place;
    if (place == NOWHERE) {
      return;
    }
    timer.place = NOWHERE;
    size--;
    Timer last = at(size);
    long deadline = deadlines[size];
    timers[size] = null;
    if (size == 0) {
      earliest.setOpaque(Long.MAX_VALUE);
    }
    if (place < size) {
      sink(place, last, deadline);
      if (last.place == place) {
        rise(place, last, deadline);
      }
    }
  }

  /**
   * Fires the timers that are due, in order. A timer that is set meanwhile waits for the next call,
   * and so do those due after it.
   */
  void fire(long nowNanos) {
    long newest = sequence;
    while (size > 0 && deadlines[0] <= nowNanos && at(0).sequence < newest) {
      Timer timer = at(0);
      long deadline = deadlines[0];
      clear(timer);
      try {
        timer.fire(nowNanos);
      } catch (OutOfMemoryError full) {
        // It is still due. Its own place in the heap is free, so this allocates nothing.
        if (!timer.isSet()) {
          set(timer, deadline);
        }
        throw full;
      }
    }
  }

  /** Passes the timers that are due to the listener, in any order, without firing them. */
  void forEachDue(long nowNanos, Consumer<? super Timer> listener) {
    tellDue(0, nowNanos, listener);
  }

  private void tellDue(int place, long nowNanos, Consumer<? super Timer> listener) {
    if (place < size && deadlines[place] <= nowNanos) {
      listener.accept(at(place));
      for (int child = place * ARITY + 1; child <= place * ARITY + ARITY; child++) {
        tellDue(child, nowNanos, listener);
      }
    }
  }

  private void rise(int from, Timer timer, long deadline) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / ARITY;
      if (!isBefore(deadline, timer, deadlines[parent], at(parent))) {
        break;
      }
      put(place, at(parent), deadlines[parent]);
      place = parent;
    }
    put(place, timer, deadline);
  }

  private void sink(int from, Timer timer, long deadline) {
    int place = from;
    for (int first = place * ARITY + 1; first < size; first = place * ARITY + 1) {
      int least = first;
      for (int child = first + 1; child < Math.min(first + ARITY, size); child++) {
        if (isBefore(deadlines[child], at(child), deadlines[least], at(least))) {
          least = child;
        }
      }
      if (isBefore(deadline, timer, deadlines[least], at(least))) {
        break;
      }
      put(place, at(least), deadlines[least]);
      place = least;
    }
    put(place, timer, deadline);
  }

  private static boolean isBefore(long deadline, Timer timer, long other, Timer otherTimer) {
    return deadline < other || (deadline == other && timer.sequence < otherTimer.sequence);
  }

  private void put(int place, Timer timer, long deadline) {
    timers[place] = timer;
    deadlines[place] = deadline;
    timer.place = place;
    if (place == 0) {
      earliest.setOpaque(deadline);
    }
  }

  private Timer at(int place) {
    Timer timer = timers[place];
    if (timer == null) {
      throw new AssertionError("no timer at " + place);
    }
    return timer;
  }
}
