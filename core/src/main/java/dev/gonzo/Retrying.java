package dev.gonzo;

/** Does again what found no memory: the collector may have freed some meanwhile. */
final class Retrying {
  private static final int MOST_TRIES = 3;

  private Retrying() {}

  /**
   * Does something that must not be left undone.
   *
   * @param step what to do; may be done in part when it is called again
   * @throws OutOfMemoryError if there was no memory each time
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
