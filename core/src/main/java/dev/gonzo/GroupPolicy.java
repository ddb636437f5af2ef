package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * Decides, as the members of a {@link TaskGroup} end, whether the group waits for the others.
 *
 * <p>An object of its own for each group; called on the group's kernel only. It is asked about
 * members that were cancelled by themselves too, but not about daemons, and not about a member that
 * ended before {@link TaskGroup#start} had seen it ready: if that was the last one, the policy is
 * asked about the one before it again, now as the last. If it throws, the group has failed by that.
 *
 * @param <T> what the members return
 */
@FunctionalInterface
public interface GroupPolicy<T extends @Nullable Object> {
  /** What the end of a member means for the group. */
  enum Verdict {
    /** Wait for the others. */
    GO_ON,
    /** The group has what it wants: cancel the others. */
    ENOUGH,
    /** The group has failed by this member: cancel the others, and throw its failure. */
    FAILED
  }

  /**
   * Judges the end of a member.
   *
   * @param outcome how it ended
   * @param last whether no other member is left
   * @return what that means for the group
   */
  Verdict judge(Outcome<? extends T> outcome, boolean last);

  /**
   * {@return all: waits for every member; the first failure cancels the rest and is thrown}
   *
   * @param <T> what the members return
   */
  static <T extends @Nullable Object> GroupPolicy<T> all() {
    return (outcome, _) -> outcome instanceof Outcome.Failure ? Verdict.FAILED : Verdict.GO_ON;
  }

  /**
   * {@return any: the first member to end decides, by its result or by its failure} One that was
   * cancelled by itself decides nothing; if it was the last, the group has failed.
   *
   * @param <T> what the members return
   */
  static <T extends @Nullable Object> GroupPolicy<T> any() {
    return (outcome, last) ->
        switch (outcome) {
          case Outcome.Success<?> _ -> Verdict.ENOUGH;
          case Outcome.Failure<?> _ -> Verdict.FAILED;
          case Outcome.Cancellation<?> _ -> last ? Verdict.FAILED : Verdict.GO_ON;
        };
  }

  /**
   * {@return first success: the first member that returns decides; the group fails if none does}
   *
   * @param <T> what the members return
   */
  static <T extends @Nullable Object> GroupPolicy<T> firstSuccess() {
    return (outcome, last) ->
        outcome instanceof Outcome.Success ? Verdict.ENOUGH : last ? Verdict.FAILED : Verdict.GO_ON;
  }

  /**
   * {@return all settled: waits for every member, and never fails; ask for the outcomes}
   *
   * @param <T> what the members return
   */
  static <T extends @Nullable Object> GroupPolicy<T> allSettled() {
    return (_, _) -> Verdict.GO_ON;
  }
}
