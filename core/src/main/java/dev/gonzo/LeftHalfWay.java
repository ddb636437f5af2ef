package dev.gonzo;

import dev.gonzo.report.Places;
import dev.gonzo.report.Reports;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Reports a generator that was begun, left half way and dropped: its producer's {@code finally}
 * blocks never run.
 */
final class LeftHalfWay implements Runnable {
  // Reached by the cleaner, and so it must not reach the generator.
  private final @Nullable String place = Debug.ENABLED ? Places.caller() : null;
  private Cleaner.@Nullable Cleanable cleanable;
  private volatile boolean standing;

  /** The generator that nobody may drop while its source stands half way. */
  void watch(Object generator) {
    cleanable = Collected.watch(generator, this);
  }

  /** From now on there is something to clean up. */
  void begun() {
    standing = true;
  }

  /** Nothing is left to clean up. */
  void ended() {
    standing = false;
    if (cleanable != null) {
      cleanable.clean();
    }
  }

  @Override
  public void run() {
    if (standing) {
      Reports.warn(
          "a generator was left half way, and its clean-up never runs: iterate it inside"
              + " try (var generator = ...), or to its end; "
              + (place == null
                  ? "-Dgonzo.debug=true tells where it was made"
                  : "it was made at " + place));
    }
  }
}
