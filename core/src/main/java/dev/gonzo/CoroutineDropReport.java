package dev.gonzo;

import dev.gonzo.report.CallSites;
import dev.gonzo.report.Collected;
import dev.gonzo.report.Debug;
import dev.gonzo.report.Log;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Reports a coroutine that was garbage-collected without ever having been driven, usually because
 * the result of a call was ignored.
 */
final class CoroutineDropReport {
  // The cleaner keeps this object reachable, so it must not refer to the coroutine.
  private static final class Report implements Runnable {
    private final @Nullable String place = Debug.ENABLED ? CallSites.caller() : null;
    private volatile boolean driven;

    @Override
    public void run() {
      if (!driven) {
        Log.warn(
            "a coroutine was never driven: await it, spawn it or send to it; "
                + (place == null
                    ? "-Dgonzo.debug=true shows where it was created"
                    : "it was created at " + place));
      }
    }
  }

  private final Report report = new Report();
  private final Cleaner.@Nullable Cleanable cleanable;

  private CoroutineDropReport(Coroutine<?> coroutine) {
    cleanable = Collected.watch(coroutine, report);
  }

  static CoroutineDropReport watch(Coroutine<?> coroutine) {
    return new CoroutineDropReport(coroutine);
  }

  void driven() {
    report.driven = true;
    if (cleanable != null) {
      cleanable.clean();
    }
  }
}
