package dev.gonzo.sim.kernel;

import dev.gonzo.sim.world.Agenda;
import java.time.Duration;
import java.time.Instant;

/**
 * The clocks of one host. The monotonic clock may run too fast or too slowly; the wall clock does
 * so too, and can be wrong, and be set. Simulation's thread only.
 */
final class HostClock {
  private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

  private final Agenda agenda;
  // The monotonic clock showed localThen at the world's time worldThen.
  private long worldThen;
  private long localThen;
  private double rate = 1;
  private Duration ahead = Duration.ZERO;
  // By how much its program has computed ahead of the world, in this turn.
  private long lead;

  HostClock(Agenda agenda) {
    this.agenda = agenda;
    this.worldThen = agenda.now();
  }

  /** The monotonic clock. */
  long nanos() {
    long passed = agenda.now() + lead - worldThen;
    return localThen + (rate == 1 ? passed : Math.round(passed * rate));
  }

  /** The wall clock. */
  Instant wallTime() {
    return ORIGIN.plusNanos(nanos()).plus(ahead);
  }

  /** Lets it run at another rate from now on: 1.001 gains a millisecond in each second. */
  void runAt(double rate) {
    localThen = nanos();
    worldThen = agenda.now() + lead;
    this.rate = rate;
  }

  /** Sets the wall clock forwards, or backwards. */
  void set(Duration forwards) {
    ahead = ahead.plus(forwards);
  }

  /** Lets it run ahead of the world, until {@link #waitForWorld}. */
  void runAhead(long nanos) {
    lead += nanos;
  }

  /** Lets the world come after; returns how long that takes. */
  long waitForWorld() {
    long ahead = lead;
    lead = 0;
    return ahead;
  }

  /** The world's time at which the monotonic clock shows a time. */
  long worldTimeOf(long localNanos) {
    if (localNanos == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long left = localNanos - localThen;
    if (left <= 0) {
      return worldThen;
    }
    double world = rate == 1 ? left : Math.ceil(left / rate);
    if (rate == 1) {
      long at = worldThen + left;
      return at < worldThen ? Long.MAX_VALUE : at;
    }
    long at = world >= Long.MAX_VALUE - worldThen ? Long.MAX_VALUE : worldThen + (long) world;
    while (at != Long.MAX_VALUE && localThen + Math.round((at - worldThen) * rate) < localNanos) {
      at++; // rounding
    }
    return at;
  }
}
