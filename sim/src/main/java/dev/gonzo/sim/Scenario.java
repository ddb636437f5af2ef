package dev.gonzo.sim;

/** A program that describes a world, and runs it: its hosts, its faults, and what must hold. */
@FunctionalInterface
public interface Scenario {
  /**
   * Adds hosts to a simulation, and calls its {@code run}. Called outside of tasks, once for each
   * seed.
   *
   * @param simulation a simulation without hosts
   * @throws Exception if what must hold does not: the seed has failed then
   */
  void simulate(Simulation simulation) throws Exception;
}
