package dev.gonzo;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a group's policy says to the ends of members, until it has decided the group.
 *
 * <p>A member that ends before {@link TaskGroup#start} has seen it ready is not judged, but others
 * may have been judged while it still counted as one that is left. So when it was the last one, the
 * policy is asked once more about the member that it was asked about last.
 */
final class GroupVerdicts<T extends @Nullable Object> {
  private final GroupPolicy<? super T> policy;
  private final GroupFailures failures;
  private @Nullable GroupMember<T> judged;
  private @Nullable Outcome<T> judgedOutcome;
  private @Nullable GroupMember<T> winner;
  private boolean decided;

  GroupVerdicts(GroupPolicy<? super T> policy, GroupFailures failures) {
    this.policy = policy;
    this.failures = failures;
  }

  /** A member has ended. */
  void ended(GroupMember<T> member, Outcome<T> outcome, boolean last) {
    judged = member;
    judgedOutcome = outcome;
    judge(member, outcome, last);
  }

  /** One that is not judged has ended, and no other is left. */
  void noneIsLeft() {
    if (judged != null && judgedOutcome != null && !decided) {
      judge(judged, judgedOutcome, true);
    }
  }

  private void judge(GroupMember<T> member, Outcome<T> outcome, boolean last) {
    switch (verdict(member, outcome, last)) {
      case GO_ON -> {}
      case ENOUGH -> {
        decided = true;
        winner = member;
        failures.won();
      }
      case FAILED -> {
        decided = true;
        failures.failed(member.task(), outcome);
      }
    }
  }

  /** A policy that throws has failed the group. */
  private GroupPolicy.Verdict verdict(GroupMember<T> member, Outcome<T> outcome, boolean last) {
    try {
      return Objects.requireNonNull(policy.judge(outcome, last), "a policy's verdict");
    } catch (Throwable fault) {
      failures.add(member.task(), true, fault);
      return GroupPolicy.Verdict.FAILED;
    }
  }

  /** The end of a member could not be judged: the group has failed by that. Needs no memory. */
  void failUnjudged(Throwable failure) {
    decided = true;
    failures.failUnjudged(failure);
  }

  boolean isDecided() {
    return decided;
  }

  /** The member by which the group has what it wants; null if none did that. */
  @Nullable GroupMember<T> winner() {
    return winner;
  }
}
