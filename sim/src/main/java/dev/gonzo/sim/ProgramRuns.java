package dev.gonzo.sim;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.sim.kernel.Settings;
import dev.gonzo.sim.kernel.World;
import dev.gonzo.sim.world.CombinedHash;
import dev.gonzo.sim.world.Decisions;
import dev.gonzo.sim.world.Draws;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs that an unchanged program makes on the kernel {@code sim} while it is tried: closed
 * simulations, one after the other, with one seed.
 */
final class ProgramRuns {
  private static volatile @Nullable ProgramRuns current;

  private final SimulationOptions options;
  private final Decisions decisions;
  // Guarded by this.
  private final CombinedHash history = new CombinedHash();
  private final Map<String, Long> faults = new TreeMap<>();
  private long opened;
  private long ended;
  private long nanos;
  private long events;
  private boolean isRunning;

  private ProgramRuns(SimulationOptions options) {
    this.options = options;
    this.decisions = new Decisions(options.plan());
  }

  /** The program that is tried now; null if none is. */
  static @Nullable ProgramRuns current() {
    return current;
  }

  /** Lets the kernels that are opened from now on be part of a trial. */
  static synchronized ProgramRuns begin(SimulationOptions options) {
    if (current != null) {
      throw new IllegalStateException("another program is tried in this JVM: one at a time");
    }
    var runs = new ProgramRuns(options);
    current = runs;
    return runs;
  }

  /** Ends the trial. */
  static synchronized void end() {
    current = null;
  }

  /** The kernel for the next run. */
  synchronized Kernel open() {
    Settings given = options.settings();
    long number = opened++;
    // The first run has the seed itself, so that its history is that of a simulation with the seed.
    long seed =
        number == 0 ? given.seed() : Draws.of(given.seed()).forPurpose("run " + number).next();
    var settings =
        new Settings(
            seed,
            given.inOrder(),
            true,
            given.timeLimitNanos(),
            given.mostAtOnce(),
            given.recording().after(events));
    return new SimulatedKernel(settings, SimulatedKernels.devices(), this);
  }

  /** The world of a run that begins. */
  synchronized World world(SimulatedKernel kernel) {
    if (isRunning) {
      throw new IllegalStateException(
          "a run on the kernel sim is under way: a simulated program makes one run at a time");
    }
    isRunning = true;
    return new World(kernel.settings(), kernel.devices(), decisions);
  }

  /** Notes what has happened in a run that has ended. */
  synchronized void ended(World world) {
    isRunning = false;
    ended++;
    history.add(world.hash());
    nanos += world.agenda().now();
    events += world.events();
    world.faults().counts().forEach((kind, count) -> faults.merge(kind, count, Long::sum));
  }

  /** How it has ended. */
  synchronized Ending<@Nullable Void> ending(@Nullable Throwable failure) {
    Throwable cause = failure;
    if (cause == null && ended == 0) {
      cause =
          new IllegalStateException(
              "main has returned, and nothing was simulated: it must call Gonzo.run, without a"
                  + " kernel of its own choice");
    }
    return new Ending<>(
        null,
        cause,
        new Ending.Measures(
            history.toString(),
            Duration.ofNanos(nanos),
            events,
            faults,
            decisions.recorded(),
            List::of));
  }
}
