package dev.gonzo.sim;

import java.util.Map;
import java.util.Optional;

/**
 * What an {@link Exploration} has found.
 *
 * @param orders how many orders were run to their end
 * @param cut how many more were begun, and left because each order that begins like them was run
 * @param isComplete whether there is no other order within the limits
 * @param isReduced whether orders were left out that differ from others only by steps that touch
 *     nothing in common
 * @param depth the most choices in one order
 * @param outcomes how often there was each outcome: what the program returned or threw
 * @param firstFailure the first order that has failed; empty if none has
 */
public record Explored(
    long orders,
    long cut,
    boolean isComplete,
    boolean isReduced,
    int depth,
    Map<String, Long> outcomes,
    Optional<Failed> firstFailure) {

  /**
   * An order that has failed.
   *
   * @param order its text, for {@link Exploration#withOrder}
   * @param failure what the program threw
   */
  public record Failed(String order, Throwable failure) {}
}
