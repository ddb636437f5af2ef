package dev.gonzo.sim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What will happen in the world, by simulated time: a packet arrives, a disk has written, a host
 * fails. Events of the same instant happen in an order that the seed decides. Simulation's thread
 * only.
 */
public final class Agenda {
  private final TreeSet<Event> later = new TreeSet<>();
  // Those whose time has come, in the order in which they were planned.
  private final List<Event> due = new ArrayList<>();
  private final Order order;
  private long now;
  private long number;

  /**
   * Creates an agenda without events, at time 0, whose events can not be left out.
   *
   * @param draws decides the order of events of the same instant
   * @param inOrder whether they happen in the order in which they were planned instead
   */
  public Agenda(Draws draws, boolean inOrder) {
    this(inOrder ? Order.firstCome() : Order.of(draws, new Decisions(Plan.everything()), "events"));
  }

  /**
   * Creates an agenda without events, at time 0.
   *
   * @param order the order of events of the same instant
   */
  public Agenda(Order order) {
    this.order = order;
  }

  /** {@return the simulated time in nanoseconds since the start of the simulation} */
  public long now() {
    return now;
  }

  /**
   * Plans an event.
   *
   * @param nanos when it happens; at once if that has passed
   * @param action what happens; must not throw
   * @return the event
   */
  public Event at(long nanos, Runnable action) {
    var event = new Event(nanos, number++, action);
    if (nanos <= now) {
      due.add(event);
    } else {
      boolean _ = later.add(event);
    }
    return event;
  }

  /**
   * Plans an event.
   *
   * @param nanos how long after now it happens, at least 0
   * @param action what happens; must not throw
   * @return the event
   */
  public Event after(long nanos, Runnable action) {
    long at = now + nanos;
    return at(at < now ? Long.MAX_VALUE : at, action);
  }

  /** {@return when the next event happens; {@code Long.MAX_VALUE} if none is planned} */
  public long next() {
    if (!due.isEmpty()) {
      return now;
    }
    return later.isEmpty() ? Long.MAX_VALUE : later.first().nanos;
  }

  /** {@return how many events were planned since the beginning} */
  public long planned() {
    return number;
  }

  /**
   * {@return how many events had been planned before the oldest one that has not happened; {@code
   * Long.MAX_VALUE} if there is none}
   */
  public long oldest() {
    long oldest = Long.MAX_VALUE;
    for (Event event : later) {
      oldest = Math.min(oldest, event.number);
    }
    for (Event event : due) {
      oldest = Math.min(oldest, event.number);
    }
    return oldest;
  }

  /**
   * Moves the time forward. No event may be left behind.
   *
   * @param nanos the time, not before now
   */
  public void advance(long nanos) {
    if (nanos < now || nanos > next()) {
      throw new IllegalStateException("the time cannot move from " + now + " to " + nanos);
    }
    now = nanos;
    while (!later.isEmpty() && later.first().nanos <= now) {
      due.add(later.removeFirst());
    }
  }

  /** Lets the next event happen, which must be due. */
  public void happen() {
    if (due.isEmpty()) {
      throw new IllegalStateException("no event is due at " + now);
    }
    due.remove(order.choose(due.size(), () -> 0)).action.run();
  }

  /** Something that will happen. */
  public final class Event implements Comparable<Event> {
    private final long nanos;
    private final long number;
    private final Runnable action;

    private Event(long nanos, long number, Runnable action) {
      this.nanos = nanos;
      this.number = number;
      this.action = action;
    }

    /** Prevents it. Has no effect if it has happened. */
    public void cancel() {
      boolean _ = later.remove(this) || due.remove(this);
    }

    @Override
    public int compareTo(Event other) {
      return nanos != other.nanos
          ? Long.compare(nanos, other.nanos)
          : Long.compare(number, other.number);
    }
  }
}
