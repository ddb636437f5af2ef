package dev.gonzo;

import dev.gonzo.report.Text;
import org.jspecify.annotations.Nullable;

/**
 * The failures of a group: the first is the cause of what the group throws, the others are its
 * suppressed ones, up to a number.
 */
final class GroupFailures {
  private static final int MOST_SUPPRESSED = 100;

  private @Nullable TaskFailed first;
  private boolean failed;
  private boolean thrown;
  private int more;

  /** Records a member's failure. */
  void add(String member, Throwable cause) {
    TaskFailed before = first;
    if (before == null) {
      first = new TaskFailed("task " + member + " failed: " + Text.of(cause), cause);
    } else if (cause != before.getCause() && more++ < MOST_SUPPRESSED) {
      before.addSuppressed(cause);
    }
  }

  /** The group has failed by a member. */
  void fail(String member, Outcome<?> outcome) {
    failed = true;
    if (first == null && outcome instanceof Outcome.Cancellation<?>(var cancelled)) {
      first = new TaskFailed("task " + member + " was cancelled", cancelled);
    }
  }

  boolean hasFailed() {
    return failed;
  }

  boolean isThrown() {
    return thrown;
  }

  /** What the group throws where its body waits; null if it has not failed. */
  @Nullable TaskFailed thrown() {
    return failed ? any() : null;
  }

  /** What the group throws at its end, whether it has failed or only a member has. */
  @Nullable TaskFailed any() {
    TaskFailed failure = first;
    if (failure != null) {
      thrown = true;
      failure.fillInStackTrace();
    }
    return failure;
  }
}
