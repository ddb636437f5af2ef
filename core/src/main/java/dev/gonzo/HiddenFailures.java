package dev.gonzo;

import dev.gonzo.report.Log;
import org.jspecify.annotations.Nullable;

/**
 * Logs failures of a group's members that are suppressed exceptions of a cancellation. A
 * cancellation that ends normally is not shown, so they would be lost.
 */
final class HiddenFailures {
  private HiddenFailures() {}

  /** Logs such failures, if there are any. */
  static void report(String what, @Nullable Throwable cancelled) {
    if (cancelled != null) {
      for (Throwable suppressed : cancelled.getSuppressed()) {
        if (suppressed instanceof TaskFailedException) {
          Log.warn(what + ", and a member of its group failed in the meantime", suppressed);
        }
      }
    }
  }
}
