package dev.gonzo;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes the ends of members to the group's policy, until the policy has decided the group.
 *
 * <p>A member that ends before {@link TaskGroup#start} has seen it ready is not judged, but others
 * may have been judged while it still counted as running. So if it was the last one, the policy
 * judges the member that it judged last once more.
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

  /** Passes the end of a member to the policy. */
  void ended(GroupMember<T> member, Outcome<T> outcome, boolean last) {
    judged = member;
    judgedOutcome = outcome;
    judge(member, outcome, last);
  }

  /** Called when a member that is not judged has ended as the last one. */
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

  /** The policy's verdict; {@code FAILED} if the policy throws. */
  private GroupPolicy.Verdict verdict(GroupMember<T> member, Outcome<T> outcome, boolean last) {
    try {
      return Objects.requireNonNull(policy.judge(outcome, last), "a policy's verdict");
    } catch (Throwable fault) {
      failures.add(member.task(), true, fault);
      return GroupPolicy.Verdict.FAILED;
    }
  }

  /** Fails the group because the end of a member could not be judged. Allocates nothing. */
  void failUnjudged(Throwable failure) {
    decided = true;
    failures.failUnjudged(failure);
  }

  boolean isDecided() {
    return decided;
  }

  /** The member that made the group succeed; null if there is none. */
  @Nullable GroupMember<T> winner() {
    return winner;
  }
}
