package dev.gonzo.kernel;

/**
 * The clean-ups that follow from that of one task when its kernel ends: a task that cleans up may
 * spawn others, which are cancelled at once, clean up in turn, and may spawn again. Any number of
 * tasks may begin such a chain. One that goes on without end is a loop, not a shutdown.
 */
final class CleanUpChain {
  /** How often a clean-up may be spawned by one that was itself spawned by one, and so on. */
  static final int LONGEST = 10_000;

  /** How many tasks the chains of one task may have, side by side and one after another. */
  static final int MOST_TASKS = 50_000;

  // The one that the others share, in which they are counted.
  private final CleanUpChain first;
  private final int length;
  private int tasks;

  /** That of a task which was there when the kernel began to end. */
  CleanUpChain() {
    this.first = this;
    this.length = 0;
  }

  private CleanUpChain(CleanUpChain before) {
    this.first = before.first;
    this.length = before.length + 1;
  }

  /**
   * A task of the chain spawns another.
   *
   * @throws IllegalStateException if the chain does not come to an end
   */
  static CleanUpChain next(CleanUpChain before) {
    if (before.length == LONGEST || before.first.tasks == MOST_TASKS) {
      throw new IllegalStateException(
          "the kernel is ending, and the clean-up of its tasks goes on spawning: "
              + (before.length == LONGEST
                  ? LONGEST + " tasks, each in the clean-up of the one before it"
                  : MOST_TASKS + " tasks by the clean-up of one")
              + "; let Cancelled pass, and begin nothing again in a finally block");
    }
    before.first.tasks++;
    return new CleanUpChain(before);
  }
}
