package dev.gonzo;

import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ReadClock;
import dev.gonzo.trap.SetDeadline;
import dev.gonzo.trap.UnsetDeadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of a block, as the block itself sees it: it can ask how much time is left, and move
 * it. For the task in the block only.
 *
 * <pre>{@code
 * timeoutAfter(ofSeconds(5), deadline -> {
 *   while (receiveChunk()) deadline.moveAfter(ofSeconds(5));     // five seconds a chunk
 * });
 * }</pre>
 */
public final class Deadline extends Scope {
  private final Cancelled cancelled = new Cancelled(this);
  private final Task<?> task;
  private final String what;
  private final @Nullable Duration limit;
  private long clockNanos;
  private @Nullable Handle set;

  /** One of a task's; {@code what} and the limit say what was not done, should it pass. */
  @SuppressWarnings("this-escape") // what it cancels by asks it nothing before it passes
  Deadline(@Nullable Scope outer, Task<?> task, String what, @Nullable Duration limit) {
    super(outer, false);
    this.task = task;
    this.what = what;
    this.limit = limit;
  }

  @Override
  String reason() {
    return limit == null ? what : what + limit;
  }

  @Override
  String requester() {
    return task.name();
  }

  /**
   * Moves it: the block is to end within this time from now. One that has passed and has reached
   * the block stays so.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param delay how long from now, of any length; zero or less: at the next checkpoint
   * @throws IllegalStateException in another task, or when the block has been left
   */
  @Async
  public void moveAfter(Duration delay) {
    requireInside();
    set(Moments.after(Coroutine.trap(new ReadClock()), delay));
  }

  /**
   * Moves it to a point on the kernel's clock.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param now a reading of {@link Gonzo#now()}, or later
   * @throws IllegalStateException in another task, or when the block has been left
   */
  @Async
  public void moveAt(Duration now) {
    requireInside();
    set(Moments.at(now));
  }

  /**
   * Tells how much time is left.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the time; negative once it has passed
   */
  @Async
  public Duration remaining() {
    // By durations: the difference of two far ends would overflow.
    return Duration.ofNanos(clockNanos).minusNanos(Coroutine.trap(new ReadClock()));
  }

  /** Another task would take the deadline away from the block, and set none. */
  private void requireInside() {
    if (Task.current() != task || !task.cancellation().isOpen(this)) {
      throw new IllegalStateException(
          "a deadline is moved inside its block, by the task that runs it: " + task.name());
    }
  }

  void set(long at) {
    unset();
    clockNanos = at;
    if (at != Moments.NEVER) {
      set = Coroutine.trap(new SetDeadline(at, cancelled));
    }
  }

  void unset() {
    Handle handle = set;
    if (handle != null) {
      set = null;
      Coroutine.trap(new UnsetDeadline(handle));
    }
  }

  boolean isCause(@Nullable Throwable thrown) {
    return thrown == cancelled;
  }
}
