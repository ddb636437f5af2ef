package dev.gonzo.cli.sim;

import dev.gonzo.sim.FaultMix;
import dev.gonzo.sim.SimulationOptions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * How the simulations of all seeds run.
 *
 * @param drawsFaults whether each seed draws a mix of faults for itself
 * @param firstCome whether tasks run first come, first served, and not as the seed decides
 * @param timeLimit how much simulated time may pass
 */
public record Rules(boolean drawsFaults, boolean firstCome, Duration timeLimit) {
  /** The limit of simulated time, unless another one is asked for. */
  public static final Duration TIME_LIMIT = Duration.ofDays(1);

  /**
   * Returns the options of the simulation with a seed.
   *
   * @param seed the seed
   * @return its options, without a plan and without a trace
   */
  SimulationOptions options(long seed) {
    SimulationOptions options =
        SimulationOptions.ofSeed(seed)
            .withTimeLimit(timeLimit)
            .withFaults(drawsFaults ? FaultMix.drawn() : FaultMix.none());
    return firstCome ? options.withFirstComeFirstServed() : options;
  }

  void write(DataOutputStream output) throws IOException {
    output.writeBoolean(drawsFaults);
    output.writeBoolean(firstCome);
    output.writeLong(timeLimit.toNanos());
  }

  static Rules read(DataInputStream input) throws IOException {
    return new Rules(input.readBoolean(), input.readBoolean(), Duration.ofNanos(input.readLong()));
  }
}
