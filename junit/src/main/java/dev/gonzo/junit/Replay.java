package dev.gonzo.junit;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.SimulationOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that is run again in another simulation, in the same steps. */
final class Replay {
  private final Queue<Steps.Step> left;
  private final ExtensionContext context;
  private final SimulatedRun run;
  private final List<Object> instances;
  // Written by the simulation's thread, and read after its end.
  private @Nullable Throwable failure;
  private boolean isConstructed = true;
  private @Nullable Body<?> previous;
  private Steps.Kind previousKind = Steps.Kind.CONSTRUCTOR;

  /**
   * How it has ended.
   *
   * @param ending the simulation
   * @param failure what has failed first; null if nothing has
   */
  record Ended(Ending<?> ending, @Nullable Throwable failure) {}

  private Replay(Steps steps, SimulationOptions options, ExtensionContext context) {
    this.left = new ArrayDeque<>(steps.all());
    this.context = context;
    this.instances = steps.enclosingInstances(context);
    this.run = new SimulatedRun(options, this::next, _ -> {});
  }

  /**
   * Runs a test again.
   *
   * @param steps what JUnit has called
   * @param options the seed, and how the simulation runs
   * @param patience how long it may take in real time
   * @param context of the test
   * @param current takes the simulation whose hosts and the like are parameters now
   * @return how it has ended; null if it takes too long
   * @throws Throwable if it cannot be simulated
   */
  static @Nullable Ended of(
      Steps steps,
      SimulationOptions options,
      Duration patience,
      ExtensionContext context,
      Consumer<SimulatedRun> current)
      throws Throwable {
    var replay = new Replay(steps, options, context);
    current.accept(replay.run);
    replay.run.start();
    if (!replay.run.awaitEnd(patience)) {
      String _ =
          replay.run.abandon("it was run again, and takes longer than before", Duration.ZERO);
      return null;
    }
    Ending<?> ending = replay.run.ending();
    replay.notePrevious();
    Throwable failed = replay.failure;
    return new Ended(ending, failed == null ? ending.failure().orElse(null) : failed);
  }

  /** The next method, as JUnit would call it: what has failed leads to the clean-up. */
  private Body<?> next() {
    notePrevious();
    Steps.Step step = left.poll();
    while (step != null && failure != null && (step.kind() != Steps.Kind.AFTER || !isConstructed)) {
      step = left.poll();
    }
    Steps.Step chosen = step;
    Body<?> body =
        chosen == null
            ? Body.<@Nullable Void>last(() -> {
              SimulatedTest.inspect(run);
              return null;
            })
            : Body.<@Nullable Void>of(() -> {
              Steps.repeat(chosen, instances, run, context);
              return null;
            });
    previous = body;
    previousKind = chosen == null ? Steps.Kind.AFTER : chosen.kind();
    return body;
  }

  private void notePrevious() {
    Body<?> ended = previous;
    if (ended == null || failure != null) {
      return;
    }
    try {
      Object _ = ended.result();
    } catch (Throwable thrown) {
      failure = thrown;
      isConstructed = previousKind != Steps.Kind.CONSTRUCTOR;
    }
  }
}
