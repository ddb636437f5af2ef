package dev.gonzo.sim;

import dev.gonzo.sim.jdk.ScenarioDraws;
import org.jspecify.annotations.Nullable;

/** Tries a program with one seed, as {@code gonzo sim} does with many. */
public final class Trial {
  private Trial() {}

  /** An unchanged program that calls {@code Gonzo.run}. */
  @FunctionalInterface
  public interface Program {
    /**
     * Runs it.
     *
     * @throws Throwable if it fails
     */
    void main() throws Throwable;
  }

  /**
   * Tries a scenario.
   *
   * @param options the seed, and how the simulation runs
   * @param scenario the scenario
   * @return how it has ended: with what the scenario threw; else with what its main program threw,
   *     if the scenario has not asked for that; it has failed too if the scenario did not run the
   *     simulation
   */
  public static Ending<@Nullable Void> of(SimulationOptions options, Scenario scenario) {
    var simulation = Simulation.of(options);
    Throwable failure = null;
    try (var _ = ScenarioDraws.begin(options.seed())) {
      scenario.simulate(simulation);
    } catch (Throwable thrown) {
      failure = thrown;
    }
    return simulation.tried(failure);
  }

  /**
   * Tries an unchanged program on the kernel {@code sim}, which {@code -Dgonzo.kernel} must name:
   * on one host, in a closed simulation. One program at a time in a JVM.
   *
   * @param options the seed, and how the simulation runs
   * @param program the program
   * @return how it has ended: with what its main method threw; it has failed too if it did not call
   *     {@code run}
   */
  public static Ending<@Nullable Void> ofProgram(SimulationOptions options, Program program) {
    ProgramRuns runs = ProgramRuns.begin(options);
    Throwable failure = null;
    try (var _ = ScenarioDraws.begin(options.seed())) {
      program.main();
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      ProgramRuns.end();
    }
    return runs.ending(failure);
  }
}
