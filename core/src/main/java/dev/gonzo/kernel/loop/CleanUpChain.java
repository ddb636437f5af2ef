package dev.gonzo.kernel.loop;

/**
 * The chain of clean-ups that starts from one task when its kernel ends. A task may spawn others in
 * its clean-up; they are cancelled at once, clean up in turn, and may spawn again. Any number of
 * tasks may start such a chain, but a chain that never ends is an endless loop, not a shutdown, and
 * is refused.
 */
final class CleanUpChain {
  /** How deep a chain may be: clean-ups each spawned by the one before. */
  static final int LONGEST = 10_000;

  /** How many tasks may be spawned in all chains of one task. */
  static final int MOST_TASKS = 50_000;

  // The first link, shared by the others, which counts the tasks.
  private final CleanUpChain first;
  private final int length;
  private int tasks;

  /** The chain of a task that existed when the kernel began to end. */
  CleanUpChain() {
    this.first = this;
    this.length = 0;
  }

  private CleanUpChain(CleanUpChain before) {
    this.first = before.first;
    this.length = before.length + 1;
  }

  /**
   * The next link, for a task that a task of the chain spawns.
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
