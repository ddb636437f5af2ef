package dev.gonzo.sim;

import dev.gonzo.sim.world.Draws;
import org.jspecify.annotations.Nullable;

/** A kind of fault that happens from time to time. */
@FunctionalInterface
interface Strike {
  /**
   * Decides what it happens to, without letting it happen.
   *
   * @param draws the random numbers of this kind
   * @param nanos how long it is to last
   * @return what would happen; null if there is nothing that it could happen to
   */
  @Nullable Aimed aim(Draws draws, long nanos);

  /** The end of what has no end, or ends by itself. */
  static void nothing() {}

  /**
   * A fault that has a target.
   *
   * @param target the target, for the history
   * @param happen lets it happen, and returns the action that ends it
   */
  record Aimed(String target, Happening happen) {}

  /** What happens. */
  @FunctionalInterface
  interface Happening {
    /** Lets it happen. Returns the action that ends it. */
    Runnable begin();
  }
}
