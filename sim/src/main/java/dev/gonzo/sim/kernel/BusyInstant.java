package dev.gonzo.sim.kernel;

import dev.gonzo.sim.world.StuckException;
import org.jspecify.annotations.Nullable;

/**
 * What happens without the time passing. That is bounded: code that tries again and again without a
 * pause would keep the time from ever passing.
 */
final class BusyInstant {
  private static final int RECENT = 1_024;

  private final long most;
  private final @Nullable SimulatedHost[] recent = new SimulatedHost[RECENT];
  private long count;

  BusyInstant(long most) {
    this.most = most;
  }

  /** Counts a turn of a host, or an event of the world; whether there were too many. */
  boolean happens(@Nullable SimulatedHost host) {
    recent[(int) (count++ % RECENT)] = host;
    return count > most;
  }

  /** What to fail with if there were too many. */
  StuckException report() {
    return new StuckException(
        "the time does not pass: "
            + most
            + " turns and events happened at once, most of them on "
            + Tasks.busiest(recent));
  }

  /** The time has passed. */
  void isOver() {
    count = 0;
  }
}
