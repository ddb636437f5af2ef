package dev.gonzo.kernel.loop;

import dev.gonzo.report.Rethrow;

/** Runs several steps, all of them even if one fails: a resource left open would leak. */
public final class AllSteps {
  private AllSteps() {}

  /**
   * Runs them in order.
   *
   * @param steps the steps; the first exception is thrown at the end, with the others suppressed
   */
  public static void run(Runnable... steps) {
    Throwable failure = null;
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (Throwable thrown) {
        if (failure == null) {
          failure = thrown;
        } else if (failure != thrown) {
          failure.addSuppressed(thrown);
        }
      }
    }
    if (failure != null) {
      throw Rethrow.unchecked(failure);
    }
  }
}
