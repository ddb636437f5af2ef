package dev.gonzo;

import dev.gonzo.trap.Spawn;
import org.jspecify.annotations.Nullable;

/** A member of a group: its task, and the group's bookkeeping before and after its body. */
final class GroupMember<T extends @Nullable Object> {
  /** The role of a member in its group. */
  enum Kind {
    /** The group waits for it, and keeps its outcome. */
    RESULT,
    /** The group waits for it. */
    NO_RESULT,
    /** It serves the others, and is cancelled when they have ended. */
    DAEMON
  }

  private final TaskGroup<T> group;
  private final AsyncCallable<? extends T, ?> body;
  private final Kind kind;
  private @Nullable Task<T> task;
  private @Nullable Starting<?> starting;
  private boolean ended;
  private boolean discarded;

  GroupMember(TaskGroup<T> group, AsyncCallable<? extends T, ?> body, Kind kind) {
    this.group = group;
    this.body = body;
    this.kind = kind;
  }

  @SuppressWarnings("NullAway") // the result of such a member is never used
  static <T extends @Nullable Object> GroupMember<T> withoutResult(
      TaskGroup<T> group, AsyncRunnable<?> body, Kind kind) {
    return new GroupMember<>(
        group,
        () -> {
          body.run();
          return null;
        },
        kind);
  }

  /** A member for which start() waits until it is ready. */
  static <T extends @Nullable Object> GroupMember<T> starting(
      TaskGroup<T> group, AsyncRunnable<?> body, Starting<?> starting) {
    GroupMember<T> member = withoutResult(group, body, Kind.NO_RESULT);
    member.starting = starting;
    return member;
  }

  Task<T> spawn(@Nullable String name) {
    Task<T> spawned =
        Coroutine.trap(new Spawn<T>(Coroutine.unwatched(this::work), name, isDaemon()));
    task = spawned;
    if (!isDaemon()) {
      spawned.answersToGroup();
    }
    return spawned;
  }

  private T work() throws Exception {
    boolean hasPlace = false;
    Outcome<T> outcome;
    try {
      hasPlace = !isDaemon() && group.places().enter();
      T value = body.call();
      outcome = new Outcome.Success<>(value);
    } catch (Throwable thrown) {
      outcome = LastResort.outcomeOf(settled(thrown));
    }
    try {
      outcome = task().leaveBlocks(outcome);
    } catch (Throwable failure) {
      outcome = LastResort.outcomeOf(failure);
    }
    ended = true;
    if (hasPlace) {
      group.places().leave();
    }
    group.ended(this, outcome);
    return outcome.valueOrThrow();
  }

  private Throwable settled(Throwable thrown) {
    try {
      return task().cancellation().settle(thrown);
    } catch (Throwable failure) {
      return failure;
    }
  }

  Task<T> task() {
    if (task == null) {
      throw new AssertionError("a member without a task");
    }
    return task;
  }

  boolean isDaemon() {
    return kind == Kind.DAEMON;
  }

  boolean hasResult() {
    return kind == Kind.RESULT;
  }

  /** Whether its body has ended; its task ends in the same turn. */
  boolean hasEnded() {
    return ended;
  }

  /** Marks its result as discarded; returns whether it was not before. */
  boolean isDiscardedNow() {
    boolean now = !discarded;
    discarded = true;
    return now;
  }

  /** The start-up state, if {@link TaskGroup#start} started it; null for other members. */
  @Nullable Starting<?> starting() {
    return starting;
  }
}
