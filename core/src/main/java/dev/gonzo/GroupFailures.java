package dev.gonzo;

import dev.gonzo.report.Causes;
import dev.gonzo.report.Log;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The failures of a group's members, and the only place that decides what happens to each. No
 * failure is dropped or reported twice: it is thrown, added as a suppressed exception to the one
 * thrown, or logged.
 *
 * <pre>
 *   a member fails                        its failure is
 *   OPEN, and the policy continues        KEPT
 *   OPEN, and the policy says failed      KEPT; the group is FAILED
 *   FAILED, or the block is being left    KEPT
 *   WON: the policy had enough            logged
 *   SETTLED                               logged
 *   with the group's own failure          already known; logged if it is wrapped in another one
 *   KEPT, and too many are kept           counted; the count is a suppressed exception
 *
 *   KEPT, and then                        it is
 *   join() or close() of a FAILED group   thrown: the first is the cause, the others suppressed
 *   close() of an OPEN group              thrown in the same way
 *   join() of an OPEN or WON group        an outcome(); logged if the member has no outcome there
 *   close() of a WON group                the same
 *   the block is left without close()     logged
 * </pre>
 *
 * <p>The exception that wakes the body of a FAILED group, or that its {@code spawn()} throws, is a
 * notice. It changes no state: whether the body catches it, replaces it with another exception, or
 * never receives it, the block still throws at its end. The failure of a member that {@link
 * TaskGroup#start} has started and that is not ready yet does not come here: {@code start} throws
 * it. A daemon's failure is logged by its task.
 */
final class GroupFailures {
  private enum State {
    OPEN,
    WON,
    FAILED,
    SETTLED
  }

  /** Including, if there are more failures, the suppressed exception that holds their number. */
  private static final int MOST_KEPT = 100;

  /** If a body catches more notices than this, the oldest are forgotten. */
  private static final int MOST_NOTICES = 16;

  /** A failure, with its description for messages. */
  private record Kept(String what, Throwable cause, boolean hasOutcome) {}

  private final List<Kept> kept = new ArrayList<>(0);
  private State state = State.OPEN;
  // The failure that made it FAILED when there was no memory to keep it.
  private @Nullable Throwable unjudged;
  private int counted;
  // The notices thrown in the body: one of them may be propagating out of the block.
  private final Deque<TaskFailedException> notices = new ArrayDeque<>(1);
  // Set when it is settled, for queries of the group's result.
  private @Nullable Kept decisive;

  /**
   * Marks the group as failed because the end of a member could not be processed. Allocates
   * nothing.
   */
  void failUnjudged(Throwable failure) {
    if (state == State.OPEN || state == State.FAILED) {
      state = State.FAILED;
      unjudged = failure;
    } else {
      Log.warn("the end of a member could not be processed after its group was decided", failure);
    }
  }

  /** Keeps the unjudged failure, now that there may be memory for it. */
  private void keepUnjudged() {
    Throwable failure = unjudged;
    if (failure != null) {
      kept.add(new Kept("the end of a member could not be processed", failure, true));
      unjudged = null;
    }
  }

  /** Adds the failure of a member. */
  void add(Task<?> member, boolean hasOutcome, Throwable cause) {
    String what = "task " + member.name() + " failed";
    if (state == State.WON || state == State.SETTLED) {
      Log.warn(what + " after its group was decided", cause);
    } else if (!notices.isEmpty() && Causes.reach(cause, this::isOwn)) {
      if (!isOwn(cause)) {
        Log.warn(what + " because of the failure of its own group", cause);
      }
    } else if (kept.stream().noneMatch(earlier -> earlier.cause == cause)) {
      keep(new Kept(what, cause, hasOutcome));
    }
  }

  private void keep(Kept failure) {
    if (kept.size() < MOST_KEPT) {
      kept.add(failure);
    } else if (failure.hasOutcome || state == State.FAILED) {
      counted++;
    } else {
      log(failure);
    }
  }

  /** Marks the group as successful. */
  void won() {
    state = State.WON;
  }

  /** Marks the group as failed by the end of this member. */
  void failed(Task<?> member, Outcome<?> outcome) {
    state = State.FAILED;
    if (kept.isEmpty()) {
      kept.add(
          switch (outcome) {
            case Outcome.Cancellation<?>(var cancelled) ->
                new Kept("task " + member.name() + " was cancelled", cancelled, true);
            case Outcome.Failure<?>(var cause) ->
                new Kept("task " + member.name() + " failed", cause, true);
            case Outcome.Success<?> _ ->
                new Kept(
                    "the group failed when task " + member.name() + " had ended",
                    new IllegalStateException(
                        "the group's policy treats the result of task "
                            + member.name()
                            + " as a failure"),
                    true);
          });
    }
  }

  boolean hasFailed() {
    return state == State.FAILED;
  }

  private boolean isOwn(Throwable throwable) {
    return throwable instanceof TaskFailedException failed && failed.isOf(this);
  }

  /**
   * The exception that wakes the body. A new object each time, because two may meet in a
   * try-with-resources.
   */
  TaskFailedException notice(Scope block) {
    keepUnjudged();
    Kept first = kept.getFirst();
    TaskFailedException notice = TaskFailedException.notice(first.what, first.cause, this, block);
    if (notices.size() == MOST_NOTICES) {
      notices.removeFirst();
    }
    notices.add(notice);
    return notice;
  }

  Collection<TaskFailedException> notices() {
    return notices;
  }

  /** The first failure, for tasks other than the group's owner. */
  @Nullable Throwable firstCause() {
    keepUnjudged();
    return kept.isEmpty() ? null : kept.getFirst().cause;
  }

  /** The exception that {@code join()} throws when all members have ended, or null. */
  @Nullable TaskFailedException atJoin() {
    return state == State.FAILED ? settle(true) : settle(false);
  }

  /** The exception that {@code close()} throws when all members have ended, or null. */
  @Nullable TaskFailedException atClose() {
    return settle(state == State.FAILED || state == State.OPEN);
  }

  /** Logs the failure of a group whose block was left without closing it. */
  void abandon() {
    TaskFailedException failure = atClose();
    if (failure != null) {
      Log.warn("a group that was not closed has failed", failure);
    }
  }

  private @Nullable TaskFailedException settle(boolean thrown) {
    keepUnjudged();
    boolean failed = state == State.FAILED;
    state = State.SETTLED;
    TaskFailedException failure = null;
    if (thrown && !kept.isEmpty()) {
      failure = whole();
    } else {
      kept.stream().filter(each -> !each.hasOutcome).forEach(GroupFailures::log);
    }
    decisive = failed ? kept.getFirst() : null;
    kept.clear();
    return failure;
  }

  private TaskFailedException whole() {
    Kept first = kept.getFirst();
    TaskFailedException failure = TaskFailedException.atEnd(first.what, first.cause, this);
    int room = counted == 0 ? MOST_KEPT : MOST_KEPT - 1;
    for (Kept other : kept.subList(1, Math.min(kept.size(), room))) {
      failure.addSuppressed(other.cause);
    }
    int unnamed = counted + kept.size() - Math.min(kept.size(), room);
    if (unnamed > 0) {
      failure.addSuppressed(new MoreFailures(unnamed));
    }
    return failure;
  }

  /** The failure of a joined group again; null if it has not failed. */
  @Nullable TaskFailedException again() {
    return decisive == null ? null : new TaskFailedException(decisive.what, decisive.cause);
  }

  private static void log(Kept failure) {
    Log.warn(failure.what + ", and its group continues without it", failure.cause);
  }

  /** The number of failures that are not shown one by one. */
  private static final class MoreFailures extends RuntimeException {
    private static final long serialVersionUID = 1;

    MoreFailures(int number) {
      super(number + " more members have failed", null, false, false);
    }
  }
}
