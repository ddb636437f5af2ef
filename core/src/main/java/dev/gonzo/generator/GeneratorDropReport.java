package dev.gonzo.generator;

import dev.gonzo.report.CallSites;
import dev.gonzo.report.Collected;
import dev.gonzo.report.Debug;
import dev.gonzo.report.Log;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Reports a generator that was left before its end and garbage-collected, so that its producer's
 * {@code finally} blocks never run.
 */
final class GeneratorDropReport implements Runnable {
  // The cleaner keeps this object reachable, so it must not refer to the generator.
  private final @Nullable String place = Debug.ENABLED ? CallSites.caller() : null;
  private Cleaner.@Nullable Cleanable cleanable;
  private volatile boolean standing;

  /**
   * Watches a generator, to report it if it is garbage-collected while its producer is suspended.
   */
  void watch(Object generator) {
    cleanable = Collected.watch(generator, this);
  }

  /** Records that there is something to clean up from now on. */
  void begun() {
    standing = true;
  }

  /** Records that nothing is left to clean up. */
  void ended() {
    standing = false;
    if (cleanable != null) {
      cleanable.clean();
    }
  }

  @Override
  public void run() {
    if (standing) {
      Log.warn(
          "a generator was left before its end, so its clean-up never runs: iterate it"
              + " inside try (var generator = ...), or to its end; "
              + (place == null
                  ? "-Dgonzo.debug=true shows where it was created"
                  : "it was created at " + place));
    }
  }
}
