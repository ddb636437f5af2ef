package dev.gonzo.sim.kernel;

import dev.gonzo.report.Rethrow;
import org.jspecify.annotations.Nullable;

/** How the program of the main host has ended. */
public final class Ended {
  private @Nullable HostRun run;
  private boolean isSet;

  Ended() {}

  void set(@Nullable HostRun ended) {
    run = ended;
    isSet = true;
  }

  boolean isSet() {
    return isSet;
  }

  /**
   * Returns what the program returned.
   *
   * @return the value
   */
  public @Nullable Object valueOrThrow() {
    if (run == null) {
      throw new IllegalStateException("the host of the main program was down");
    }
    try {
      return run.valueOrThrow();
    } catch (Throwable thrown) {
      throw Rethrow.unchecked(thrown);
    }
  }
}
