package dev.gonzo.sim.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A point at which something is chosen: what there was to choose from, what was tried, and what is
 * chosen in the run that is under way. The first alternative is the usual one.
 */
final class Node {
  private final long[] steps;
  private final boolean isOfTasks;
  // From which alternative on they are no switches.
  private final int free;
  // How many switches were chosen before.
  private final int spent;
  private final List<Sleeper> asleep;
  private final List<Sleeper> explored = new ArrayList<>();
  private final BitSet tried = new BitSet();
  // What the chosen step has touched, in all runs with it.
  private Footprint touched = new Footprint();
  private int chosen;

  /**
   * Creates a node.
   *
   * @param steps the number of each alternative: whose step it is
   * @param isOfTasks whether the alternatives are steps, so that some may be asleep
   * @param free from which alternative on they are cancellations, which are no switches
   * @param spent how many switches were chosen before
   * @param asleep what need not be tried
   */
  Node(long[] steps, boolean isOfTasks, int free, int spent, List<Sleeper> asleep) {
    this.steps = steps;
    this.isOfTasks = isOfTasks;
    this.free = free;
    this.spent = spent;
    this.asleep = asleep;
  }

  /** Whether it has the same alternatives as at the same point of the run before. */
  boolean hasAlternatives(long[] others) {
    return Arrays.equals(steps, others);
  }

  boolean isOfTasks() {
    return isOfTasks;
  }

  boolean isChoice() {
    return steps.length > 1;
  }

  int chosen() {
    return chosen;
  }

  long chosenStep() {
    return steps[chosen];
  }

  int spent() {
    return spent;
  }

  /** How many switches were chosen before the node that follows. */
  int spentAfter() {
    return spent + (chosen == 0 || chosen >= free ? 0 : 1);
  }

  void choose(int alternative) {
    chosen = alternative;
    touched = new Footprint();
  }

  /** Notes what the chosen step has touched in this run. */
  void touches(Footprint footprint) {
    touched.add(footprint);
  }

  /** What need not be tried after the chosen step, which has touched something. */
  List<Sleeper> asleepAfter(Footprint footprint) {
    List<Sleeper> still = new ArrayList<>();
    keep(asleep, footprint, still);
    keep(explored, footprint, still);
    return still;
  }

  private static void keep(List<Sleeper> those, Footprint footprint, List<Sleeper> still) {
    for (Sleeper one : those) {
      if (!one.footprint().conflictsWith(footprint)) {
        still.add(one);
      }
    }
  }

  /** All orders with the chosen alternative were run. */
  void isExplored() {
    tried.set(chosen);
    if (isOfTasks) {
      explored.add(new Sleeper(steps[chosen], touched));
    }
  }

  /**
   * Chooses an alternative that was not tried.
   *
   * @param most how many switches there may be
   * @return false if there is none
   */
  boolean chooseNext(int most) {
    for (int alternative = tried.nextClearBit(0);
        alternative < steps.length;
        alternative = tried.nextClearBit(alternative + 1)) {
      boolean isAllowed = alternative == 0 || alternative >= free || spent < most;
      if (isAllowed && !isAsleep(steps[alternative])) {
        choose(alternative);
        return true;
      }
    }
    return false;
  }

  private boolean isAsleep(long step) {
    for (Sleeper one : asleep) {
      if (one.step() == step) {
        return true;
      }
    }
    return false;
  }
}
