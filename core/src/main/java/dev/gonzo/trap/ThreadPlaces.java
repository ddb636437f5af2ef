package dev.gonzo.trap;

import dev.gonzo.report.Log;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of places for work in threads, shared by the kernels of this JVM; {@link
 * dev.gonzo.ThreadLimit} is built on it. Work takes a place before a thread runs it, and waits in
 * order of arrival while all are taken.
 *
 * <p>Two kinds of work keep no place, because they could otherwise keep it for ever:
 *
 * <ul>
 *   <li>work that waits in {@link dev.gonzo.EntryPoint#call} for a task, which may itself need a
 *       place. It takes its place again when the call returns, even if all are taken by then;
 *   <li>work that a cancelled task has abandoned, up to {@link #MOST_ABANDONED} at a time.
 *       Abandoned work beyond that number keeps its place until it ends.
 * </ul>
 *
 * <p>User space creates it and passes it to {@link RunInThread}; kernels take the places. It may be
 * used on any thread, and its methods never block.
 */
public final class ThreadPlaces {
  /** How many pieces of abandoned work may have given up their places at the same time. */
  public static final int MOST_ABANDONED = 1_024;

  private final String name;
  private final Queue<Place> waiting = new ConcurrentLinkedQueue<>();
  // Places that were withdrawn and are still in the queue.
  private final AtomicInteger withdrawn = new AtomicInteger();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicBoolean warned = new AtomicBoolean();
  private volatile int most;

  /**
   * Creates a number of places, all free.
   *
   * @param name what they are for, used in messages
   * @param most how many pieces of work may have a place at the same time; at least 1
   * @throws IllegalArgumentException if the number is less than 1
   */
  public ThreadPlaces(String name, int most) {
    this.name = name;
    this.most = requireSome(most);
  }

  private static int requireSome(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a limit of threads is at least 1, got " + most);
    }
    return most;
  }

  /** {@return what the places are for} */
  public String name() {
    return name;
  }

  /** {@return how many pieces of work may have a place at the same time} */
  public int most() {
    return most;
  }

  /**
   * Changes the number of places. New places go to waiting work at once; work that has a place
   * keeps it, so a smaller number takes effect as work ends.
   *
   * @param most how many pieces of work may have a place at the same time; at least 1
   * @throws IllegalArgumentException if the number is less than 1
   */
  public void resize(int most) {
    this.most = requireSome(most);
    grant();
  }

  /** {@return how many places are taken} */
  public int taken() {
    return taken.get();
  }

  /** {@return how many pieces of work wait for a place} */
  public int waiting() {
    return (int) waiting.stream().filter(Place::isWaiting).count();
  }

  /** The length of the queue, including withdrawn places. */
  int queued() {
    return waiting.size();
  }

  /** {@return how many pieces of abandoned work have given up their places and still run} */
  public int abandoned() {
    return abandoned.get();
  }

  /**
   * Requests a place. For kernels.
   *
   * @param granted called when the place is granted, unless it is left before: in this call, or
   *     later in the thread that frees a place. Must neither block nor throw
   * @return the place, which must be left in any case
   */
  public Place ask(Runnable granted) {
    var place = new Place(granted);
    waiting.add(place);
    grant();
    return place;
  }

  /** Grants free places to waiting work. Called after each change that may have freed a place. */
  private void grant() {
    while (!waiting.isEmpty() && tryTake()) {
      Place next = waiting.poll();
      if (next == null || !next.take()) {
        // Another thread may have queued meanwhile because it found this place taken: check again.
        taken.decrementAndGet();
      }
    }
  }

  private boolean tryTake() {
    int now;
    do {
      now = taken.get();
      if (now >= most) {
        return false;
      }
    } while (!taken.compareAndSet(now, now + 1));
    return true;
  }

  /**
   * Counts a withdrawn place, which is removed from the queue at its turn, or earlier if there are
   * many.
   */
  private void withdraw() {
    if (withdrawn.incrementAndGet() > MOST_ABANDONED) {
      withdrawn.set(0);
      waiting.removeIf(place -> !place.isWaiting());
    }
  }

  private boolean mayAbandon() {
    if (abandoned.incrementAndGet() <= MOST_ABANDONED) {
      return true;
    }
    abandoned.decrementAndGet();
    if (warned.compareAndSet(false, true)) {
      Log.warn(
          MOST_ABANDONED
              + " threads of \""
              + name
              + "\" were abandoned by cancelled tasks and still block: from now on abandoned work"
              + " keeps its place until it ends; find out what it waits for");
    }
    return false;
  }

  @Override
  public String toString() {
    return name + " (" + taken() + " of " + most + " places taken)";
  }

  private enum State {
    WAITING,
    TAKEN,
    OUTSIDE,
    ABANDONED,
    LEFT
  }

  /** The place of one piece of work. */
  public final class Place {
    private final Runnable granted;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    private Place(Runnable granted) {
      this.granted = granted;
    }

    private boolean isWaiting() {
      return state.get() == State.WAITING;
    }

    private boolean take() {
      boolean stillWanted = state.compareAndSet(State.WAITING, State.TAKEN);
      if (stillWanted) {
        granted.run();
      }
      return stillWanted;
    }

    /**
     * Leaves the place, or the queue for it. A second call is harmless. May be called by any
     * thread.
     */
    public void leave() {
      switch (state.getAndSet(State.LEFT)) {
        case WAITING -> withdraw();
        case TAKEN -> giveBack();
        case ABANDONED -> abandoned.decrementAndGet();
        case OUTSIDE, LEFT -> {}
      }
    }

    /**
     * Gives up the place although the work still runs, because no task waits for it any more. If
     * too many have done so, the work keeps its place. {@link #leave} must still be called.
     */
    public void abandon() {
      State before = state.get();
      if ((before != State.TAKEN && before != State.OUTSIDE) || !mayAbandon()) {
        return;
      }
      while (!state.compareAndSet(before, State.ABANDONED)) {
        before = state.get();
        if (before != State.TAKEN && before != State.OUTSIDE) {
          abandoned.decrementAndGet(); // the work has ended meanwhile
          return;
        }
      }
      if (before == State.TAKEN) {
        giveBack();
      }
    }

    private void stepOutside() {
      if (state.compareAndSet(State.TAKEN, State.OUTSIDE)) {
        giveBack();
      }
    }

    private void stepInside() {
      taken.incrementAndGet(); // first, since the place may be left at any moment after this
      if (!state.compareAndSet(State.OUTSIDE, State.TAKEN)) {
        giveBack();
      }
    }

    private void giveBack() {
      taken.decrementAndGet();
      grant();
    }
  }

  // Of virtual threads, which cannot be a Holder. It is gone with a thread that never goes on.
  private static final ScopedValue<Place> HELD = ScopedValue.newInstance();

  /**
   * Does work that has a place, in the calling virtual thread; platform threads are a {@link
   * Holder} instead. For kernels.
   *
   * @param place the place
   * @param work the work
   * @param <T> the type of its result
   * @return the result
   * @throws Exception what the work throws
   */
  public static <T extends @Nullable Object> T hold(Place place, Callable<? extends T> work)
      throws Exception {
    return ScopedValue.where(HELD, place).<T, Exception>call(work::call);
  }

  /** A thread whose work has a place. */
  public interface Holder {
    /** {@return the place of the work that it runs; null if it has none} */
    @Nullable Place place();
  }

  /**
   * Gives up the place of the calling thread's work, while it waits for a task.
   *
   * @return the place, for {@link #stepInside}; null if the thread has none
   */
  public static @Nullable Place stepOutside() {
    Place place = held();
    if (place != null) {
      place.stepOutside();
    }
    return place;
  }

  private static @Nullable Place held() {
    if (Thread.currentThread() instanceof Holder holder) {
      return holder.place();
    }
    return HELD.isBound() ? HELD.get() : null;
  }

  /**
   * Takes the place again when the wait for a task is over, even if all are taken.
   *
   * @param place the place that {@link #stepOutside()} returned
   */
  public static void stepInside(@Nullable Place place) {
    if (place != null) {
      place.stepInside();
    }
  }
}
