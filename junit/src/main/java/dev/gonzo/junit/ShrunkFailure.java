package dev.gonzo.junit;

import dev.gonzo.report.Rethrow;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.search.FailureClass;
import dev.gonzo.sim.search.Shrinker;
import dev.gonzo.sim.world.Decision;
import dev.gonzo.sim.world.Plan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What is left of a failure when needless faults and switches are left out.
 *
 * @param shrunk the decisions; null if the failure did not come again, or no run may be made
 * @param failure the class of the failure
 * @param history the hash of the history that is left
 * @param isLost whether the failure did not come again
 * @param isLate whether the time was up before it was as small as possible
 */
record ShrunkFailure(
    Shrinker.@Nullable Shrunk shrunk,
    FailureClass failure,
    String history,
    boolean isLost,
    boolean isLate) {
  /** How long shrinking may take in real time. */
  private static final long MOST_NANOS = 30_000_000_000L;

  /** A mistake in how the test is written does not depend on the seed. */
  static boolean canShrink(Throwable cause) {
    return !(cause instanceof ExtensionConfigurationException);
  }

  /**
   * Shrinks a failure.
   *
   * @param cause the failure
   * @param first how the simulation has ended in which it happened
   * @param repeats runs the test again
   * @param mostRuns how many runs may be made
   */
  static ShrunkFailure of(Throwable cause, Ending<?> first, Repeats repeats, int mostRuns) {
    return new Shrinking(FailureClass.of(cause), first, repeats).shrink(mostRuns);
  }

  /** The plan of the history that is left. */
  Plan plan() {
    return shrunk == null ? Plan.everything() : Plan.only(shrunk.after());
  }

  /** The runs that it takes. */
  private static final class Shrinking {
    private final FailureClass wanted;
    private final Repeats repeats;
    private final long begun = System.nanoTime();
    private String history;
    private boolean isLate;

    Shrinking(FailureClass wanted, Ending<?> first, Repeats repeats) {
      this.wanted = wanted;
      this.repeats = repeats;
      this.history = first.history();
    }

    ShrunkFailure shrink(int mostRuns) {
      Optional<Shrinker.Shrunk> shrunk = Shrinker.<RuntimeException>shrink(this::fails, mostRuns);
      return new ShrunkFailure(
          shrunk.orElse(null), wanted, history, shrunk.isEmpty() && mostRuns > 0, isLate);
    }

    private Optional<List<Decision>> fails(Plan plan) {
      isLate = System.nanoTime() - begun > MOST_NANOS;
      Replay.Ended ended = isLate ? null : run(plan);
      if (ended == null
          || ended.failure() == null
          || !FailureClass.of(ended.failure()).equals(wanted)) {
        return Optional.empty();
      }
      history = ended.ending().history();
      return Optional.of(ended.ending().decisions());
    }

    private Replay.@Nullable Ended run(Plan plan) {
      try {
        return repeats.run(options -> options.withPlan(plan));
      } catch (Throwable impossible) {
        throw Rethrow.unchecked(impossible);
      }
    }
  }
}
