package dev.gonzo;

import dev.gonzo.report.Reports;
import org.jspecify.annotations.Nullable;

/**
 * Failures of a group's members that are suppressed exceptions of a cancellation. A cancellation
 * that ends as it should is shown to nobody, and so they are logged.
 */
final class HiddenFailures {
  private HiddenFailures() {}

  /** Logs them, if there are any. */
  static void report(String what, @Nullable Throwable cancelled) {
    if (cancelled != null) {
      for (Throwable suppressed : cancelled.getSuppressed()) {
        if (suppressed instanceof TaskFailed) {
          Reports.warn(what + ", and a member of its group failed meanwhile", suppressed);
        }
      }
    }
  }
}
