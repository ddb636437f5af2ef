package dev.gonzo.sim.world;

import java.util.PriorityQueue;

/**
 * What will happen in the world, by simulated time: a packet arrives, a disk has written, a host
 * fails. Events of the same instant happen in an order that the seed decides. Simulation's thread
 * only.
 */
public final class Agenda {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Draws draws;
  private final boolean inOrder;
  private long now;
  private long number;

  /**
   * Creates an agenda without events, at time 0.
   *
   * @param draws decides the order of events of the same instant
   * @param inOrder whether they happen in the order in which they were planned instead
   */
  public Agenda(Draws draws, boolean inOrder) {
    this.draws = draws;
    this.inOrder = inOrder;
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
    long tie = inOrder ? 0 : draws.next();
    var event = new Event(Math.max(nanos, now), tie, number++, action);
    events.add(event);
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
    Event first = events.peek();
    return first == null ? Long.MAX_VALUE : first.nanos;
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
    for (Event event : events) {
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
  }

  /** Lets the next event happen, which must be due. */
  public void happen() {
    if (next() > now) {
      throw new IllegalStateException("no event is due at " + now);
    }
    events.remove().action.run();
  }

  /** Something that will happen. */
  public final class Event implements Comparable<Event> {
    private final long nanos;
    private final long tie;
    private final long number;
    private final Runnable action;

    private Event(long nanos, long tie, long number, Runnable action) {
      this.nanos = nanos;
      this.tie = tie;
      this.number = number;
      this.action = action;
    }

    /** Prevents it. Has no effect if it has happened. */
    public void cancel() {
      boolean _ = events.remove(this);
    }

    @Override
    public int compareTo(Event other) {
      if (nanos != other.nanos) {
        return Long.compare(nanos, other.nanos);
      }
      return tie != other.tie ? Long.compare(tie, other.tie) : Long.compare(number, other.number);
    }
  }
}
