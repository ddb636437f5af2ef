package dev.gonzo.sim.jdk;

import dev.gonzo.sim.world.Draws;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers for the code of a scenario or of a main method that is outside of its simulation,
 * such as a key that it makes for its hosts. It runs on a thread like any other, so the thread is
 * marked.
 */
public final class ScenarioDraws implements AutoCloseable {
  private static final ThreadLocal<@Nullable Draws> HERE = new ThreadLocal<>();

  private ScenarioDraws() {}

  /**
   * Gives the calling thread random numbers that depend on a seed, if the agent is there.
   *
   * @param seed the seed
   * @return ends that when it is closed, by the same thread
   */
  public static ScenarioDraws begin(long seed) {
    HERE.set(Draws.of(seed).forPurpose("scenario"));
    return new ScenarioDraws();
  }

  @Override
  public void close() {
    HERE.remove();
  }

  /** The random numbers for the calling thread; null if it has none. */
  static @Nullable Draws here() {
    return HERE.get();
  }
}
