package dev.gonzo.sim;

import dev.gonzo.sim.jdk.ProgramExits;
import dev.gonzo.sim.jdk.SeedLeaks;
import java.util.List;
import java.util.function.Consumer;

/**
 * What programs did in simulations although its result does not depend on the seed, and may differ
 * in another JVM: they asked for the environment, or opened a real file. Known only in a JVM with
 * the agent.
 */
public final class Leaks {
  private Leaks() {}

  /**
   * {@return what was done since the last call, each with its place, such as {@code System.getenv
   * at Program.java:12}} Each is returned once.
   */
  public static List<String> next() {
    return SeedLeaks.next();
  }

  /**
   * Calls an action before a program ends the JVM with {@code System.exit} or {@code halt} outside
   * of simulations. In a simulation such a call is refused.
   *
   * @param action takes the place of the call, and must not block
   */
  public static void whenExiting(Consumer<String> action) {
    ProgramExits.whenCalled(action);
  }
}
