package dev.gonzo.sim.disk;

import dev.gonzo.sim.world.Draws;

/**
 * Choices by random numbers. All lost and all kept are the likeliest states after a real crash, and
 * would be the rarest if each choice were independent of the others: so for each file one of three
 * ways to choose is drawn first.
 */
final class RandomChoices implements Choices {
  private enum Way {
    OLDEST,
    NEWEST,
    ANY
  }

  private final Draws draws;
  private Way way = Way.ANY;

  RandomChoices(Draws draws) {
    this.draws = draws;
  }

  @Override
  public void begin() {
    // Half of the time, so that mixed states do not become rare.
    way =
        switch (draws.below(4)) {
          case 0 -> Way.OLDEST;
          case 1 -> Way.NEWEST;
          default -> Way.ANY;
        };
  }

  @Override
  public int choose(int count) {
    int drawn = draws.below(count);
    return switch (way) {
      case OLDEST -> 0;
      case NEWEST -> count - 1;
      case ANY -> drawn;
    };
  }
}
