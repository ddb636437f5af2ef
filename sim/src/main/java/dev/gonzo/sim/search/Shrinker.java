package dev.gonzo.sim.search;

import dev.gonzo.sim.world.Decision;
import dev.gonzo.sim.world.Plan;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds few decisions of a seed with which a program still fails: first without faults, then
 * without switches, as far as it goes. What is left cannot do without any one of its decisions, if
 * there were enough runs.
 *
 * <p>Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input",
 * 2002): leaves out one part after the other, of smaller and smaller parts.
 *
 * @param <X> what a run throws if it cannot be made
 */
public final class Shrinker<X extends Exception> {
  private final Attempt<X> attempt;
  private final int mostRuns;
  private List<Decision> kept = List.of();
  private int runs;

  /**
   * A run of the program with one seed.
   *
   * @param <X> what is thrown if it cannot be made
   */
  @FunctionalInterface
  public interface Attempt<X extends Exception> {
    /**
     * Runs the program.
     *
     * @param plan which decisions take effect
     * @return those that did, if it has failed with a failure of the wanted class; empty if not
     * @throws X if the run cannot be made
     */
    Optional<List<Decision>> run(Plan plan) throws X;
  }

  /**
   * What is left.
   *
   * @param before the decisions with which it failed at first
   * @param after those with which it still fails
   * @param runs how many runs were made
   * @param isMinimal whether each one that is left is needed; false if the runs did not suffice
   */
  public record Shrunk(List<Decision> before, List<Decision> after, int runs, boolean isMinimal) {}

  private Shrinker(Attempt<X> attempt, int mostRuns) {
    this.attempt = attempt;
    this.mostRuns = mostRuns;
  }

  /**
   * Shrinks a failure.
   *
   * @param attempt runs the program with the seed that fails
   * @param mostRuns how many runs may be made
   * @param <X> what a run throws if it cannot be made
   * @return what is left; empty if the failure did not come again, or no run may be made
   * @throws X if a run cannot be made
   */
  public static <X extends Exception> Optional<Shrunk> shrink(Attempt<X> attempt, int mostRuns)
      throws X {
    return new Shrinker<>(attempt, mostRuns).shrink();
  }

  private Optional<Shrunk> shrink() throws X {
    if (!fails(Plan.recorded())) {
      return Optional.empty();
    }
    List<Decision> before = kept;
    boolean isDone = kept.isEmpty() || failsWith(List.of());
    while (!isDone && runs < mostRuns) {
      int count = kept.size();
      reduce(fault -> !fault.isSwitch());
      reduce(Decision::isSwitch);
      // Without a switch, a fault may have become needless.
      isDone = runs < mostRuns && kept.size() == count;
    }
    return Optional.of(new Shrunk(before, kept, runs, isDone || kept.isEmpty()));
  }

  /** Runs the program; if it fails, what took effect is all that is needed. */
  private boolean fails(Plan plan) throws X {
    if (runs >= mostRuns) {
      return false;
    }
    runs++;
    Optional<List<Decision>> failed = attempt.run(plan);
    failed.ifPresent(decisions -> kept = List.copyOf(decisions));
    return failed.isPresent();
  }

  private boolean failsWith(List<Decision> decisions) throws X {
    return fails(Plan.only(decisions));
  }

  /** Whether it fails without some decisions. */
  private boolean failsWithout(List<Decision> part) throws X {
    var left = new HashSet<>(part);
    return failsWith(kept.stream().filter(decision -> !left.contains(decision)).toList());
  }

  /** Leaves out what can be, of the decisions of one sort. */
  private void reduce(Predicate<Decision> sort) throws X {
    if (some(sort).isEmpty() || failsWithout(some(sort))) {
      return;
    }
    cutEnd(sort);
    int parts = 2;
    for (List<Decision> all = some(sort);
        parts <= all.size() && runs < mostRuns;
        all = some(sort)) {
      if (leavesOutOne(all, parts)) {
        parts = Math.max(2, Math.min(parts - 1, some(sort).size()));
      } else if (parts == all.size()) {
        return;
      } else {
        parts = Math.min(2 * parts, all.size());
      }
    }
    // One of a single decision was tried with all of them.
  }

  /** Most of what is drawn after the failure is under way does not matter. */
  private void cutEnd(Predicate<Decision> sort) throws X {
    for (int size = some(sort).size(); size > 1; size = some(sort).size()) {
      List<Decision> all = some(sort);
      if (!failsWithout(all.subList(size / 2, size))) {
        return;
      }
    }
  }

  /** Leaves out the first part without which it still fails, the latest first; whether it did. */
  private boolean leavesOutOne(List<Decision> all, int parts) throws X {
    for (int part = parts - 1; part >= 0; part--) {
      int from = (int) ((long) all.size() * part / parts);
      int to = (int) ((long) all.size() * (part + 1) / parts);
      if (failsWithout(all.subList(from, to))) {
        return true;
      }
    }
    return false;
  }

  private List<Decision> some(Predicate<Decision> sort) {
    return kept.stream().filter(sort).toList();
  }
}
