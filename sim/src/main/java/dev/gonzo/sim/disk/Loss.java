package dev.gonzo.sim.disk;

import dev.gonzo.sim.world.Draws;

/** How much of what is not on the device a crash loses. */
public enum Loss {
  /** For the names and for each file drawn anew: all of it, nothing, or some of it. */
  DRAWN,
  /** All of it. */
  ALL,
  /** Nothing. */
  NOTHING,
  /**
   * Each sector, size and name on its own: writes are torn, and later ones survive earlier ones.
   */
  MIXED;

  Choices choices(Draws draws) {
    return switch (this) {
      case DRAWN -> new RandomChoices(draws);
      case ALL -> _ -> 0;
      case NOTHING -> count -> count - 1;
      case MIXED -> draws::below;
    };
  }
}
