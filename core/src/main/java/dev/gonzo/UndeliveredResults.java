package dev.gonzo;

import dev.gonzo.report.Reports;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The results of a group that nobody gets, each given once to the hook that closes them. */
final class UndeliveredResults<T extends @Nullable Object> {
  private @Nullable Consumer<? super T> hook;

  void goTo(Consumer<? super T> hook) {
    this.hook = hook;
  }

  /** Nobody will get the result of this member, if it has one. */
  void add(GroupMember<T> member, Outcome<T> outcome) {
    if (hook != null
        && member.hasResult()
        && outcome instanceof Outcome.Success<T>(var value)
        && member.isDiscardedNow()) {
      try {
        hook.accept(value);
      } catch (Throwable failure) {
        Reports.warn("what takes the undelivered results of a group has failed", failure);
      }
    }
  }
}
