package dev.gonzo.junit;

import dev.gonzo.report.Rethrow;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.search.FailureClass;
import dev.gonzo.sim.search.Shrinker;
import dev.gonzo.sim.world.Decision;
import dev.gonzo.sim.world.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What is left of a failure when needless faults and switches are left out.
 *
 * @param shrunk the decisions; null if the failure did not come again, or no run may be made
 * @param failure the class of the failure
 * @param history the hash of the history that is left
 * @param trace the events of that history
 * @param isOther whether the seed had another history when it was run again
 * @param isLate whether the time was up before it was as small as possible
 */
record ShrunkFailure(
    Shrinker.@Nullable Shrunk shrunk,
    FailureClass failure,
    String history,
    List<String> trace,
    boolean isOther,
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
   * @param isShown whether what it prints was shown already
   */
  static ShrunkFailure of(
      Throwable cause, Ending<?> first, Repeats repeats, int mostRuns, boolean isShown) {
    return new Shrinking(FailureClass.of(cause), repeats, isShown).shrink(first, mostRuns);
  }

  /** The runs that it takes. */
  private static final class Shrinking {
    private final FailureClass wanted;
    private final Repeats repeats;
    private final boolean isShown;
    private final long begun = System.nanoTime();
    private boolean isLate;
    private boolean isOther;

    Shrinking(FailureClass wanted, Repeats repeats, boolean isShown) {
      this.wanted = wanted;
      this.isShown = isShown;
      this.repeats = repeats;
    }

    ShrunkFailure shrink(Ending<?> first, int mostRuns) {
      Optional<Shrinker.Shrunk> shrunk =
          Shrinker.<RuntimeException>shrink(plan -> fails(plan, first), mostRuns);
      List<String> trace = new ArrayList<>();
      Plan left = shrunk.map(found -> Plan.only(found.after())).orElse(Plan.everything());
      Replay.Ended last = last(left, trace);
      return new ShrunkFailure(
          shrunk.orElse(null),
          wanted,
          last == null ? first.history() : last.ending().history(),
          trace,
          isOther,
          isLate);
    }

    private Optional<List<Decision>> fails(Plan plan, Ending<?> first) {
      isLate = System.nanoTime() - begun > MOST_NANOS;
      Replay.Ended ended = isLate ? null : run(plan);
      if (ended == null) {
        return Optional.empty();
      }
      if (plan == Plan.recorded()) {
        isOther = !ended.ending().history().equals(first.history());
      }
      Throwable failure = ended.failure();
      return failure != null && FailureClass.of(failure).equals(wanted)
          ? Optional.of(ended.ending().decisions())
          : Optional.empty();
    }

    private Replay.@Nullable Ended run(Plan plan) {
      try {
        return repeats.run(options -> options.withPlan(plan));
      } catch (Throwable impossible) {
        throw Rethrow.unchecked(impossible);
      }
    }

    /** Shows what it prints, unless it was shown before because the seed is the only one. */
    private Replay.@Nullable Ended last(Plan plan, List<String> trace) {
      UnaryOperator<SimulationOptions> change =
          options -> options.withPlan(plan).withTrace(trace::add);
      try {
        return isShown ? repeats.run(change) : repeats.shown(change);
      } catch (Throwable impossible) {
        throw Rethrow.unchecked(impossible);
      }
    }
  }
}
