package dev.gonzo;

import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group: the body of its task, and the group's bookkeeping when the task has ended.
 * One object serves as both, to save memory in groups with many members.
 */
final class GroupMember<T extends @Nullable Object>
    implements AsyncCallable<T, Exception>, Consumer<Outcome<T>> {
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
  private boolean hasPlace;
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
        Coroutine.trap(new Spawn<T>(Coroutine.unwatched(this, this), name, isDaemon()));
    task = spawned;
    if (!isDaemon()) {
      spawned.answersToAnother();
    }
    return spawned;
  }

  /** The body of its task. */
  @Override
  public T call() throws Exception {
    try {
      hasPlace = !isDaemon() && group.places().enter();
      return body.call();
    } catch (Throwable thrown) {
      throw Rethrow.unchecked(settled(thrown));
    }
  }

  /** Runs at the end of its task, even if the task could not start. */
  @Override
  public void accept(Outcome<T> outcome) {
    ended = true;
    try {
      if (hasPlace) {
        group.places().leave();
      }
    } finally {
      group.ended(this, outcome);
    }
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
