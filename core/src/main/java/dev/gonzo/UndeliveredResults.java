package dev.gonzo;

import dev.gonzo.report.Log;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes each result of a group that is never delivered to the hook that closes it, once. */
final class UndeliveredResults<T extends @Nullable Object> {
  private @Nullable Consumer<? super T> hook;

  void goTo(Consumer<? super T> hook) {
    this.hook = hook;
  }

  /** Passes the result of this member to the hook, if it has one. */
  void add(GroupMember<T> member, Outcome<T> outcome) {
    if (hook != null
        && member.hasResult()
        && outcome instanceof Outcome.Success<T>(var value)
        && member.isDiscardedNow()) {
      try {
        Consumer<? super T> taker = hook;
        // The member may have been cancelled, and the hook may suspend to close the result.
        Blocks.shielded(() -> taker.accept(value));
        // In the shield no cancellation arrives.
      } catch (
          @SuppressWarnings("gonzo:swallowed-cancellation")
          Throwable failure) {
        Log.warn("the hook for undelivered results of a group failed", failure);
      }
    }
  }
}
