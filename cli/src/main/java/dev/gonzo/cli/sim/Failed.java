package dev.gonzo.cli.sim;

/**
 * How a seed has failed.
 *
 * @param sort what it has in common with other failures that are the same bug
 * @param text the exception with its stack, or what else has happened
 */
record Failed(String sort, String text) {
  /** The sort of a simulation that has ended at the event that was asked for. */
  static final String REACHED = "event reached";

  /** Whether it is no failure: the text shows the tasks at the event that was asked for. */
  boolean isReached() {
    return sort.equals(REACHED);
  }
}
