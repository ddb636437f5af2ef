package dev.gonzo.sim;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.KernelProvider;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.DeadlineWatch;
import dev.gonzo.kernel.loop.run.KernelHere;
import dev.gonzo.sim.jdk.SimulationThread;
import dev.gonzo.sim.jdk.VirtualMachine;
import dev.gonzo.sim.kernel.HostDevices;
import dev.gonzo.sim.kernel.Recording;
import dev.gonzo.sim.kernel.Settings;
import dev.gonzo.sim.kernel.SimulatedProcess;
import dev.gonzo.sim.process.FreshClasses;
import dev.gonzo.sim.process.Programs;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

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

  static {
    KernelHere.isFrom(SimulatedKernels::openHere);
  }

  /** The kernel for code of a simulated process; null for other code. */
  private static @Nullable Kernel openHere() {
    return SimulationThread.jvmHere() instanceof SimulatedProcess
        ? new SimulatedKernel(settings(0), devices())
        : null;
  }

  // What the hosts of all kernels that are opened by name can start.
  private static final Programs PROGRAMS = newPrograms();

  /** Created by {@link java.util.ServiceLoader}. */
  public SimulatedKernels() {}

  /** A list of programs for a simulation. */
  static Programs newPrograms() {
    return new Programs(new FreshClasses(applicationLoader()));
  }

  /** Those that were registered for all kernels, and the classes of the calling code. */
  static Programs programsHere() {
    return new Programs(new FreshClasses(applicationLoader()), PROGRAMS);
  }

  static HostDevices.Factory devices() {
    return new Machines(programsHere());
  }

  private static ClassLoader applicationLoader() {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    return ofThread == null ? ClassLoader.getSystemClassLoader() : ofThread;
  }

  static Programs programs() {
    return PROGRAMS;
  }

  /**
   * Registers a program that tasks on the kernel {@code sim} can start as a process, with {@link
   * dev.gonzo.process.Command}. A class with a {@code main} method needs no registration: a command
   * names it, or is {@code java} with the class among its arguments. For a {@link Simulation}, use
   * {@link Simulation#program}.
   *
   * @param name its name, without a directory
   * @param program the program
   * @return removes it again; processes of it that run go on
   * @throws IllegalArgumentException if the name is empty or has a slash, or is taken
   */
  public static AutoCloseable program(String name, Program program) {
    PROGRAMS.add(name, process -> program.run(new ProgramRun(process)));
    return () -> PROGRAMS.remove(name);
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
    Kernel here = openHere();
    if (here != null) {
      return here;
    }
    ProgramRuns tried = ProgramRuns.current();
    if (tried != null) {
      return tried.open();
    }
    if (!(clock instanceof VirtualClock) && !DeadlineWatch.canWatch(clock)) {
      throw new UnsupportedOperationException(
          "the sim kernel has a clock of its own, and cannot use another one");
    }
    Long seed = Long.getLong("gonzo.seed");
    return new SimulatedKernel(
        settings(seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed),
        devices());
  }

  private static Settings settings(long seed) {
    return new Settings(
        seed,
        "first-come".equals(System.getProperty("gonzo.sim.order")),
        false,
        Long.MAX_VALUE,
        MOST_AT_ONCE,
        Recording.to(Boolean.getBoolean("gonzo.sim.trace") ? System.err::println : null));
  }
}
