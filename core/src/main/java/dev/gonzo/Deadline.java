package dev.gonzo;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of a block, with which the block can query the remaining time and move the deadline.
 * Only for the task that runs the block.
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
  private final @Nullable Object limit;
  private Moment at = Moment.NEVER;
  private @Nullable Handle set;

  /** Creates a deadline of a task; {@code what} and the limit make up the message if it expires. */
  @SuppressWarnings("this-escape") // Cancelled calls nothing on it before it expires
  Deadline(@Nullable Scope outer, Task<?> task, String what, @Nullable Object limit) {
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
   * Moves the deadline to a time from now. A deadline that has already been thrown in the block
   * stays expired.
   *
   * @param delay the time from now, of any length; zero or less expires at the next checkpoint
   * @throws IllegalStateException in another task, or when the block has been left
   */
  @Async(Suspension.NEVER)
  public void moveAfter(Duration delay) {
    requireInside();
    set(Moment.now().plus(delay));
  }

  /**
   * Moves the deadline to a point on the kernel's clock. A deadline that has already been thrown in
   * the block stays expired.
   *
   * @param moment a point in time; {@link Moment#NEVER} removes the limit
   * @throws IllegalStateException in another task, or when the block has been left
   */
  @Async(Suspension.NEVER)
  public void moveAt(Moment moment) {
    requireInside();
    set(moment);
  }

  /**
   * Returns the remaining time.
   *
   * @return the remaining time; negative once the deadline has passed
   */
  @Async(Suspension.NEVER)
  public Duration remaining() {
    return at.since(Moment.now());
  }

  /** Throws in another task, which would remove the deadline from the block without setting one. */
  private void requireInside() {
    StackReserve.requireForOperation();
    if (Task.current() != task || !task.cancellation().isOpen(this)) {
      throw new IllegalStateException(
          "a deadline can be moved only inside its block, by the task that runs it: "
              + task.name());
    }
  }

  void set(Moment moment) {
    unset();
    at = moment;
    if (!moment.equals(Moment.NEVER)) {
      set = Coroutine.trap(new SetDeadline(moment, cancelled));
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

  /**
   * The body of a block that uses its deadline.
   *
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   */
  @FunctionalInterface
  public interface Body<T extends @Nullable Object, X extends Exception> {
    /**
     * Runs the block.
     *
     * @param deadline the block's deadline
     * @return its result
     * @throws X if the body throws it
     */
    @Async
    T call(Deadline deadline) throws X;
  }
}
