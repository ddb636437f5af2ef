package dev.gonzo.sim.net;

import org.jspecify.annotations.Nullable;

/** The way from one host to another. */
final class Path {
  /** What happens to the packets. */
  enum State {
    /** They arrive. */
    OPEN,
    /** They are lost. */
    CUT,
    /** They are refused by a router. */
    UNREACHABLE
  }

  State state = State.OPEN;

  /** Its own conditions; null if those of the network apply. */
  @Nullable Conditions conditions;

  // When the bytes that were sent have left, if the bandwidth is limited.
  private long free;

  /** Returns when a packet that is sent now has left, and occupies the path until then. */
  long departure(long now, long bytes, Conditions current) {
    if (current.bytesPerSecond() == 0) {
      return now;
    }
    long duration = (long) (bytes * 1e9 / current.bytesPerSecond());
    free = Math.max(free, now) + duration;
    return free;
  }
}
