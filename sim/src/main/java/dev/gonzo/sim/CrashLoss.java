package dev.gonzo.sim;

import dev.gonzo.sim.disk.Loss;

/**
 * How much a crash of a host loses of what was written to its disk and not synced. What was synced
 * is never lost.
 */
public enum CrashLoss {
  /**
   * For the names and for each file drawn anew: all of it, nothing, or some of it. This is the one
   * that finds most.
   */
  DRAWN,
  /** All of it. */
  ALL,
  /** Nothing, as if everything had been synced in time. */
  NOTHING,
  /**
   * Each sector of 512 bytes, each size and each name on its own: writes are torn, and later ones
   * survive earlier ones.
   */
  MIXED;

  Loss ofDisk() {
    return switch (this) {
      case DRAWN -> Loss.DRAWN;
      case ALL -> Loss.ALL;
      case NOTHING -> Loss.NOTHING;
      case MIXED -> Loss.MIXED;
    };
  }
}
