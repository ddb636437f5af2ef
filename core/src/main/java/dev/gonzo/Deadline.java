package dev.gonzo;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import java.time.Duration;
import java.util.Objects;
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

  /** Runs a block with a time limit; null for none. */
  static <T extends @Nullable Object, X extends Exception> T after(
      @Nullable Duration limit, Body<T, X> body) throws X {
    return limit == null
        ? run(Moment.NEVER, "not done in time", null, body)
        : run(Moment.after(limit), "not done within ", limit, body);
  }

  /** Runs a block that must be done at a point in time. */
  static <T extends @Nullable Object, X extends Exception> T at(Moment at, Body<T, X> body)
      throws X {
    return run(at, "not done at ", at, body);
  }

  /**
   * Inside the block an expired deadline is a {@link Cancelled}. It passes through inner blocks,
   * and becomes a {@link DeadlineExceededException} here, where its own block is left.
   */
  private static <T extends @Nullable Object, X extends Exception> T run(
      Moment at, String what, @Nullable Object limit, Body<T, X> body) throws X {
    Task<?> task = Task.current();
    StackReserve.requireForOperation();
    Cancellation cancellation = task.cancellation();
    var deadline = new Deadline(cancellation.innermost(), task, what, limit);
    cancellation.open(deadline);
    T result;
    try {
      deadline.set(at);
      result = body.call(deadline);
      cancellation.passedNormally(deadline);
    } catch (Throwable thrown) {
      Throwable settled = cancellation.settle(thrown);
      if (!leave(cancellation, deadline)) {
        settled.addSuppressed(Blocks.leftOpen());
      }
      if (settled instanceof Cancelled cancelled && deadline.isCause(cancelled)) {
        throw new DeadlineExceededException(cancelled);
      }
      throw Rethrow.unchecked(settled);
    }
    if (!leave(cancellation, deadline)) {
      throw Blocks.leftOpen();
    }
    return result;
  }

  /** Runs a block whose time limit is not a failure, and returns its result if it ended in time. */
  static <T extends @Nullable Object, X extends Exception> InTime<T> ignoring(
      @Nullable Duration limit, AsyncCallable<T, X> body) throws X {
    // The block's own deadline, to distinguish it from one that was set inside and passes through.
    Deadline[] own = new Deadline[1];
    try {
      return InTime.of(
          Deadline.<T, X>after(
              limit,
              deadline -> {
                own[0] = deadline;
                return body.call();
              }));
    } catch (DeadlineExceededException expired) {
      if (own[0].isCause(expired.getCause())) {
        HiddenFailures.report("a deadline has passed", expired.getCause());
        return InTime.expired();
      }
      throw expired;
    }
  }

  /** Runs a block whose time limit is not a failure, and returns whether it ended in time. */
  static <X extends Exception> boolean ignoring(@Nullable Duration limit, AsyncRunnable<X> body)
      throws X {
    return Deadline.<Boolean, X>ignoring(
            limit,
            () -> {
              body.run();
              return true;
            })
        .isPresent();
  }

  private static boolean leave(Cancellation cancellation, Deadline deadline) {
    // An interrupt that came too late for its foreign block must not hit the code that follows.
    cancellation.clearInterrupt();
    deadline.unset();
    return cancellation.leave(deadline);
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
   * Sets the deadline to a delay from now. A deadline whose cancellation has already been thrown in
   * the block stays expired.
   *
   * @param delay the time from now, of any length; zero or less expires at the next checkpoint
   * @throws IllegalStateException in another task, or when the block has been left
   */
  @Async(Suspension.NEVER)
  public void moveAfter(Duration delay) {
    requireInside();
    set(Moment.after(delay));
  }

  /**
   * Sets the deadline to a point on the kernel's clock. A deadline whose cancellation has already
   * been thrown in the block stays expired.
   *
   * @param moment a point in time; {@link Moment#NEVER} removes the limit
   * @throws IllegalStateException in another task, or when the block has been left
   */
  @Async(Suspension.NEVER)
  public void moveAt(Moment moment) {
    Objects.requireNonNull(moment); // before the deadline that is set is taken away
    requireInside();
    set(moment);
  }

  /**
   * Lets the deadline pass now: the block is cancelled as if its time were over. Without effect if
   * the deadline has passed, or the block has been left. Any task of the kernel may call it, so
   * that one can end what another one waits for.
   *
   * @throws OutsideKernelException outside a coroutine
   */
  @Async(Suspension.NEVER)
  public void expire() {
    boolean _ = Coroutine.trap(new CancelTask(task, cancelled));
  }

  /**
   * Returns how much time is left.
   *
   * @return the time until the deadline; negative once it has passed, and centuries if there is
   *     none
   * @throws OutsideKernelException outside a coroutine
   */
  @Async(Suspension.NEVER)
  public Duration remaining() {
    return at.since(Moment.now());
  }

  /**
   * Returns when the first of the deadlines around the calling code expires. For code that passes
   * the limit on, for example to another machine. Deadlines outside a {@link
   * Gonzo#withoutCancellation} do not count inside it.
   *
   * @return the earliest deadline; {@link Moment#NEVER} if there is none
   * @throws OutsideKernelException outside a coroutine
   */
  @Async(Suspension.NEVER)
  public static Moment nearest() {
    Cancellation cancellation = Task.current().cancellation;
    Moment nearest = Moment.NEVER;
    Scope scope = cancellation == null ? null : cancellation.innermost();
    while (scope != null && !scope.isShield()) {
      if (scope instanceof Deadline deadline && deadline.at.isBefore(nearest)) {
        nearest = deadline.at;
      }
      scope = scope.outer();
    }
    return nearest;
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
   * The body of a block that queries or moves its own deadline.
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
