package dev.gonzo.sim;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.KernelProvider;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.DeadlineWatch;
import dev.gonzo.sim.jdk.VirtualMachine;
import dev.gonzo.sim.kernel.HostDevices;
import dev.gonzo.sim.kernel.Settings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The kernel {@code sim}: a simulated world with one host, on which an unchanged program runs.
 * {@code -Dgonzo.seed} is its seed, drawn anew for each run by default; {@code -Dgonzo.sim.order=
 * first-come} lets its tasks run first come, first served, and {@code -Dgonzo.sim.trace=true}
 * writes its history on standard error.
 *
 * <p>Unlike a {@link Simulation}, it waits in real time for threads that the program starts outside
 * of the simulation.
 */
public final class SimulatedKernels implements KernelProvider {
  static final long MOST_AT_ONCE = 1_000_000;

  private static final String NAME = "sim";

  /** Created by {@link java.util.ServiceLoader}. */
  public SimulatedKernels() {}

  static HostDevices.Factory devices() {
    return new Machines();
  }

  @Override
  public List<String> names() {
    return List.of(NAME);
  }

  @Override
  public Optional<String> whyUnavailable(String name) {
    return whyUnavailable();
  }

  private static Optional<String> whyUnavailable() {
    return Kernels.carrier().equals("scheduler")
        ? VirtualMachine.whyUnavailable()
        : Optional.of(
            "the simulator needs the carrier called scheduler: start the JVM with the flags for it");
  }

  static void requireAvailable() {
    whyUnavailable()
        .ifPresent(reason -> {
          throw new UnsupportedOperationException("the sim kernel cannot work here: " + reason);
        });
  }

  /**
   * Creates a kernel whose clock is simulated.
   *
   * @param name {@code sim}
   * @param clock the system's clock or a {@link VirtualClock}, neither of which is used
   * @return a kernel that has not run
   */
  @Override
  public Kernel open(String name, Clock clock) {
    requireAvailable();
    ProgramRuns tried = ProgramRuns.current();
    if (tried != null) {
      return tried.open();
    }
    if (!(clock instanceof VirtualClock) && !DeadlineWatch.canWatch(clock)) {
      throw new UnsupportedOperationException(
          "the sim kernel has a clock of its own, and cannot use another one");
    }
    Long seed = Long.getLong("gonzo.seed");
    var settings =
        new Settings(
            seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed,
            "first-come".equals(System.getProperty("gonzo.sim.order")),
            false,
            Long.MAX_VALUE,
            MOST_AT_ONCE,
            Boolean.getBoolean("gonzo.sim.trace") ? System.err::println : null);
    return new SimulatedKernel(settings, devices());
  }
}
