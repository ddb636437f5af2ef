package dev.gonzo.sim;

import dev.gonzo.sim.kernel.Recording;
import dev.gonzo.sim.kernel.Settings;
import dev.gonzo.sim.world.Plan;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a {@link Simulation} runs. Immutable.
 *
 * <pre>{@code
 * Simulation.of(SimulationOptions.ofSeed(42).withTimeLimit(ofHours(1)).withTrace(System.out::println))
 * }</pre>
 */
public final class SimulationOptions {
  private static final Duration TIME_LIMIT = Duration.ofDays(3_650);
  private static final long MOST_AT_ONCE = 1_000_000;

  private final Settings settings;
  private final FaultMix faults;
  private final Plan plan;

  private SimulationOptions(Settings settings, FaultMix faults, Plan plan) {
    this.settings = settings;
    this.faults = faults;
    this.plan = plan;
  }

  /**
   * Returns the options of a simulation in which the seed decides everything that is left open.
   *
   * @param seed the seed, any number
   * @return the options
   */
  public static SimulationOptions ofSeed(long seed) {
    return new SimulationOptions(
        new Settings(seed, false, true, TIME_LIMIT.toNanos(), MOST_AT_ONCE, Recording.NONE),
        FaultMix.none(),
        Plan.everything());
  }

  /**
   * Returns a copy in which ready tasks run first come, first served, as on the other kernels.
   *
   * @return the changed copy
   */
  public SimulationOptions withFirstComeFirstServed() {
    return with(true, settings.timeLimitNanos(), settings.mostAtOnce(), settings.recording());
  }

  /**
   * Returns a copy with a limit of simulated time: a main program that has not ended then fails.
   *
   * @param limit how long, more than 0; ten years by default
   * @return the changed copy
   */
  public SimulationOptions withTimeLimit(Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("a limit of time must be positive, got " + limit);
    }
    return with(settings.inOrder(), limit.toNanos(), settings.mostAtOnce(), settings.recording());
  }

  /**
   * Returns a copy with a limit for what may happen without the time passing.
   *
   * @param most how many turns of tasks and events, at least 1; a million by default
   * @return the changed copy
   */
  public SimulationOptions withMostAtOnce(long most) {
    if (most < 1) {
      throw new IllegalArgumentException("a limit of turns is at least 1, got " + most);
    }
    return with(settings.inOrder(), settings.timeLimitNanos(), most, settings.recording());
  }

  /**
   * Returns a copy that passes the trace of the history on: lines of text, in a format that is
   * documented in docs/reading-histories.md. The history does not depend on it.
   *
   * @param trace takes each line, on the simulation's thread; must not block
   * @return the changed copy
   */
  public SimulationOptions withTrace(Consumer<String> trace) {
    return with(
        settings.inOrder(),
        settings.timeLimitNanos(),
        settings.mostAtOnce(),
        new Recording(Objects.requireNonNull(trace), 0, settings.recording().last()));
  }

  /**
   * Returns a copy in which the simulation ends at an event, with an {@link
   * dev.gonzo.sim.world.EventReachedException} that shows what each task waits for. The turn in
   * which it happens is the last. At the event {@link dev.gonzo.sim.world.Breakpoint#atEvent} is
   * called, for a debugger.
   *
   * @param event the number of the event, as in a trace, at least 1
   * @return the changed copy
   */
  public SimulationOptions withLastEvent(long event) {
    if (event < 1) {
      throw new IllegalArgumentException("events are numbered from 1, got " + event);
    }
    return with(
        settings.inOrder(),
        settings.timeLimitNanos(),
        settings.mostAtOnce(),
        new Recording(settings.recording().trace(), 0, event));
  }

  /**
   * Returns a copy with faults that happen by themselves.
   *
   * @param mix which, and how often; {@link FaultMix#none()} by default
   * @return the changed copy
   */
  public SimulationOptions withFaults(FaultMix mix) {
    return new SimulationOptions(settings, Objects.requireNonNull(mix), plan);
  }

  /**
   * Returns a copy in which some of the seed's decisions take effect, or in which they are
   * recorded.
   *
   * @param decisions which take effect; all by default
   * @return the changed copy
   */
  public SimulationOptions withPlan(Plan decisions) {
    return new SimulationOptions(settings, faults, Objects.requireNonNull(decisions));
  }

  private SimulationOptions with(
      boolean inOrder, long timeLimit, long mostAtOnce, Recording recording) {
    return new SimulationOptions(
        new Settings(settings.seed(), inOrder, settings.closed(), timeLimit, mostAtOnce, recording),
        faults,
        plan);
  }

  /** {@return the faults that happen by themselves} */
  public FaultMix faults() {
    return faults;
  }

  /** {@return the seed} */
  public long seed() {
    return settings.seed();
  }

  Settings settings() {
    return settings;
  }

  Plan plan() {
    return plan;
  }
}
