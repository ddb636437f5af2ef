package dev.gonzo;

import dev.gonzo.trap.Spawn;
import org.jspecify.annotations.Nullable;

/** One task of a group, and its body between the group's bookkeeping. */
final class GroupMember<T extends @Nullable Object> {
  /** What a member is to its group. */
  enum Kind {
    /** The group waits for it, and keeps its outcome. */
    RESULT,
    /** The group waits for it. */
    NO_RESULT,
    /** It serves the others, and ends with them. */
    DAEMON
  }

  private final TaskGroup<T> group;
  private final AsyncCallable<? extends T, ?> body;
  private final Kind kind;
  private @Nullable Task<T> task;
  private boolean ended;
  private boolean starting;
  private boolean discarded;

  GroupMember(TaskGroup<T> group, AsyncCallable<? extends T, ?> body, Kind kind) {
    this.group = group;
    this.body = body;
    this.kind = kind;
  }

  @SuppressWarnings("NullAway") // nobody is shown the result of such a member
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
    boolean entered = false;
    Outcome<T> outcome;
    try {
      group.enter();
      entered = true;
      T value = body.call();
      outcome = new Outcome.Success<>(value);
    } catch (Throwable thrown) {
      Throwable settled = task().cancellation().settle(thrown);
      outcome =
          settled instanceof Cancelled cancelled
              ? new Outcome.Cancellation<>(cancelled)
              : new Outcome.Failure<>(settled);
    }
    outcome = task().leaveBlocks(outcome);
    ended = true;
    group.ended(this, outcome, entered);
    return outcome.valueOrThrow();
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

  /** Whether its result is given away by this call, and was not before. */
  boolean isDiscardedNow() {
    boolean now = !discarded;
    discarded = true;
    return now;
  }

  /** Whether its failure is that of who starts it, and not the group's. */
  boolean isStarting() {
    return starting;
  }

  void starting(boolean whether) {
    starting = whether;
  }
}
