package dev.gonzo.tck;

import java.util.Set;

/**
 * Runs a program in every order of its tasks. A kernel whose order can be chosen has one, for the
 * chapter {@link OrdersConformance}. It may run it in another JVM.
 *
 * @see KernelConformance#orders
 */
@FunctionalInterface
public interface Orders {
  /**
   * Runs a program once for each order in which its tasks can take their turns, where each
   * checkpoint may end a turn.
   *
   * @param program the name of one of the programs of {@link OrderPrograms#all}
   * @param cancellations how many of the other tasks are cancelled in each order, at any point: 0
   *     or 1
   * @return what was found
   */
  Found explore(String program, int cancellations);

  /**
   * What was found.
   *
   * @param orders how many orders were run
   * @param isComplete whether these were all
   * @param outcomes {@code returned} with the result of the main task, or the exception that it
   *     threw with its message
   */
  record Found(long orders, boolean isComplete, Set<String> outcomes) {}
}
