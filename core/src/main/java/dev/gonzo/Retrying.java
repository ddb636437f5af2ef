package dev.gonzo;

/**
 * Retries a step that failed for lack of memory, because the collector may have freed some in the
 * meantime.
 */
final class Retrying {
  private static final int MOST_TRIES = 3;

  private Retrying() {}

  /**
   * Runs a step that must not be left undone.
   *
   * @param step the step; may have been partly done when it is called again
   * @throws OutOfMemoryError if each attempt ran out of memory
   */
  static void withoutMemory(Runnable step) {
    for (int tries = 1; ; tries++) {
      try {
        step.run();
        return;
      } catch (OutOfMemoryError full) {
        if (tries == MOST_TRIES) {
          throw full;
        }
      }
    }
  }
}
