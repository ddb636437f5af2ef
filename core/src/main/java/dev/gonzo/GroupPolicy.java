package dev.gonzo;

import org.jspecify.annotations.Nullable;

/**
 * Decides, whenever a member of a {@link TaskGroup} ends, whether the group waits for the others.
 *
 * <p>Each group needs its own object; it is called only on the group's kernel. It also judges
 * members that were cancelled individually, but not daemons, and not a member that ended before
 * {@link TaskGroup#start} had seen it ready. If such a member was the last one, the policy judges
 * the previous one again, now as the last. If the policy throws, the group has failed.
 *
 * @param <T> the type of the members' results
 */
@FunctionalInterface
public interface GroupPolicy<T extends @Nullable Object> {
  /** The consequence of a member's end for the group. */
  enum Verdict {
    /** Wait for the others. */
    GO_ON,
    /** The group has succeeded: cancel the others. */
    ENOUGH,
    /** The group has failed because of this member: cancel the others, and throw its failure. */
    FAILED
  }

  /**
   * Judges the end of a member.
   *
   * @param outcome the outcome of the member
   * @param last whether all other members have ended
   * @return the consequence for the group
   */
  Verdict judge(Outcome<? extends T> outcome, boolean last);

  /**
   * {@return a policy that waits for every member; the first failure cancels the rest and is
   * thrown}
   *
   * @param <T> the type of the members' results
   */
  static <T extends @Nullable Object> GroupPolicy<T> all() {
    return (outcome, _) -> outcome instanceof Outcome.Failure ? Verdict.FAILED : Verdict.GO_ON;
  }

  /**
   * {@return a policy by which the first member to end decides, with its result or its failure} A
   * member that was cancelled individually decides nothing; if it was the last, the group has
   * failed.
   *
   * @param <T> the type of the members' results
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
   * {@return a policy by which the first member that returns decides; the group fails if none
   * returns}
   *
   * @param <T> the type of the members' results
   */
  static <T extends @Nullable Object> GroupPolicy<T> firstSuccess() {
    return (outcome, last) ->
        outcome instanceof Outcome.Success ? Verdict.ENOUGH : last ? Verdict.FAILED : Verdict.GO_ON;
  }

  /**
   * {@return a policy that waits for every member and never fails; use the outcomes}
   *
   * @param <T> the type of the members' results
   */
  static <T extends @Nullable Object> GroupPolicy<T> allSettled() {
    return (_, _) -> Verdict.GO_ON;
  }
}
