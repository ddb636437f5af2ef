package dev.gonzo.tck;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Elsewhere;
import java.util.Set;

/**
 * Runs a program in every order of its tasks. A kernel whose order can be chosen has one, for the
 * chapter {@link OrdersConformance}.
 *
 * @see KernelConformance#orders
 */
@FunctionalInterface
public interface Orders {
  /**
   * Runs a program once for each order in which its tasks can take their turns, where each
   * checkpoint may end a turn.
   *
   * @param main the body of the main task; it creates what its tasks share
   * @param cancellations how many of the other tasks are cancelled in each order, at any point: 0
   *     or 1
   * @return what was found
   */
  Found explore(@Elsewhere AsyncCallable<String, ?> main, int cancellations);

  /**
   * What was found.
   *
   * @param orders how many orders were run
   * @param isComplete whether these were all
   * @param outcomes what the main task returned, or the exceptions that it threw, each with its
   *     message; in any order
   */
  record Found(long orders, boolean isComplete, Set<String> outcomes) {}
}
