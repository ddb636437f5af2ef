package dev.gonzo;

import dev.gonzo.report.Reports;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The failures of a group's members, and the only place that decides what becomes of each. None is
 * dropped, and none is reported twice: it is thrown, a suppressed exception of what is thrown, or
 * logged.
 *
 * <pre>
 *   a member fails                        its failure is
 *   OPEN, and the policy goes on          KEPT
 *   OPEN, and the policy says failed      KEPT; the group is FAILED
 *   FAILED, or the block is being left    KEPT
 *   WON: the policy had what it wants     logged
 *   SETTLED                               logged
 *   with the group's own failure          known already; logged if it is wrapped in another one
 *   KEPT, and there is no more room       counted; the count is a suppressed exception
 *
 *   KEPT, and then                        it is
 *   join() or close() of a FAILED group   thrown: the first is the cause, the others suppressed
 *   close() of an OPEN group              thrown in the same way
 *   join() of an OPEN or WON group        an outcome(); logged if the member has no outcome there
 *   close() of a WON group                the same
 *   the block is left without close()     logged
 * </pre>
 *
 * <p>What wakes the body of a FAILED group, or refuses its {@code spawn()}, is a notice. It changes
 * no state: whether the body catches it, replaces it by another exception, or never meets it, the
 * block still throws at its end. A member that {@link TaskGroup#start} has started and that fails
 * before it is ready is not seen here: its failure is that call's. A daemon's is logged by its
 * task.
 */
final class GroupFailures {
  private enum State {
    OPEN,
    WON,
    FAILED,
    SETTLED
  }

  /** One of the suppressed exceptions may be the count of those that found no room. */
  private static final int MOST_KEPT = 100;

  /** A body that catches more of them than this lets go of the first. */
  private static final int MOST_NOTICES = 16;

  /** One failure; what it is called, for messages. */
  private record Kept(String what, Throwable cause, boolean hasOutcome) {}

  private final List<Kept> kept = new ArrayList<>(0);
  private State state = State.OPEN;
  // The failure by which it is FAILED, when there was no memory to keep it.
  private @Nullable Throwable unjudged;
  private int counted;
  // What the body has met: one of them may be on its way out of the block.
  private final Deque<TaskFailed> notices = new ArrayDeque<>(1);
  // Once it is settled; for those who ask for the group's result.
  private @Nullable Kept decisive;

  /** The group has failed, because the end of a member could not be dealt with. Needs no memory. */
  void failUnjudged(Throwable failure) {
    if (state == State.OPEN || state == State.FAILED) {
      state = State.FAILED;
      unjudged = failure;
    } else {
      Reports.warn("the end of a member was not dealt with after its group was decided", failure);
    }
  }

  /** Now there may be the memory to keep it. */
  private void keepUnjudged() {
    Throwable failure = unjudged;
    if (failure != null) {
      kept.add(new Kept("the end of a member could not be dealt with", failure, true));
      unjudged = null;
    }
  }

  /** A member has failed. */
  void add(Task<?> member, boolean hasOutcome, Throwable cause) {
    String what = "task " + member.name() + " failed";
    if (state == State.WON || state == State.SETTLED) {
      Reports.warn(what + " after its group was decided", cause);
    } else if (!notices.isEmpty() && Causes.reach(cause, this::isOwn)) {
      if (!isOwn(cause)) {
        Reports.warn(what + " by the failure of its own group", cause);
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

  /** The group has what it wants. */
  void won() {
    state = State.WON;
  }

  /** The group has failed, by the end of this member. */
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
                        "the group's policy takes the result of task "
                            + member.name()
                            + " for a failure"),
                    true);
          });
    }
  }

  boolean hasFailed() {
    return state == State.FAILED;
  }

  private boolean isOwn(Throwable throwable) {
    return throwable instanceof TaskFailed failed && failed.isOf(this);
  }

  /** What wakes the body: another one each time, since two may meet in a try-with-resources. */
  TaskFailed notice(Scope block) {
    keepUnjudged();
    Kept first = kept.getFirst();
    TaskFailed notice = TaskFailed.notice(first.what, first.cause, this, block);
    if (notices.size() == MOST_NOTICES) {
      notices.removeFirst();
    }
    notices.add(notice);
    return notice;
  }

  Collection<TaskFailed> notices() {
    return notices;
  }

  /** What a task that is not the group's owner gets to see. */
  @Nullable Throwable firstCause() {
    keepUnjudged();
    return kept.isEmpty() ? null : kept.getFirst().cause;
  }

  /** What {@code join()} throws when all have ended, or null. */
  @Nullable TaskFailed atJoin() {
    return state == State.FAILED ? settle(true) : settle(false);
  }

  /** What {@code close()} throws when all have ended, or null. */
  @Nullable TaskFailed atClose() {
    return settle(state == State.FAILED || state == State.OPEN);
  }

  /** The block was left, but the group was not closed. */
  void abandon() {
    TaskFailed failure = atClose();
    if (failure != null) {
      Reports.warn("a group that was not closed has failed", failure);
    }
  }

  private @Nullable TaskFailed settle(boolean thrown) {
    keepUnjudged();
    boolean failed = state == State.FAILED;
    state = State.SETTLED;
    TaskFailed failure = null;
    if (thrown && !kept.isEmpty()) {
      failure = whole();
    } else {
      kept.stream().filter(each -> !each.hasOutcome).forEach(GroupFailures::log);
    }
    decisive = failed ? kept.getFirst() : null;
    kept.clear();
    return failure;
  }

  private TaskFailed whole() {
    Kept first = kept.getFirst();
    TaskFailed failure = TaskFailed.atEnd(first.what, first.cause, this);
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

  /** By what a joined group has failed; null if it has not. */
  @Nullable TaskFailed again() {
    return decisive == null ? null : new TaskFailed(decisive.what, decisive.cause);
  }

  private static void log(Kept failure) {
    Reports.warn(failure.what + ", and its group goes on without it", failure.cause);
  }

  /** How many failures are not shown one by one. */
  private static final class MoreFailures extends RuntimeException {
    private static final long serialVersionUID = 1;

    MoreFailures(int number) {
      super(number + " more members have failed", null, false, false);
    }
  }
}
