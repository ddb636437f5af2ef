package dev.gonzo;

import dev.gonzo.report.Places;
import dev.gonzo.report.Reports;
import dev.gonzo.trap.CancelTask;
import dev.gonzo.trap.CurrentTask;
import dev.gonzo.trap.Join;
import dev.gonzo.trap.ListTasks;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that a kernel has taken on.
 *
 * <p>{@link Gonzo#spawn} makes one. Its methods that suspend are for other tasks of the same
 * kernel; the others may be called by any thread, and tell a snapshot.
 *
 * <p>A kernel has its own subclass, in which it keeps what it needs to know of a task; the
 * protected methods are for kernels, on the kernel's thread.
 *
 * @param <T> what it returns
 */
public abstract class Task<T extends @Nullable Object> {
  private final long id;
  private final @Nullable String name;
  private final boolean daemon;
  private final Coroutine<T> coroutine;
  private volatile @Nullable Task<?> parent;
  private volatile TaskState state = TaskState.READY;
  private volatile @Nullable Outcome<T> outcome;
  private volatile @Nullable Trap<?> standsAt;
  // From here on: the kernel's thread only.
  // Made when it is asked for: most tasks end without.
  private @Nullable Cancellation cancellation;
  private @Nullable UnjoinedFailure unjoined;
  TaskLocal.@Nullable Binding locals;
  @Nullable Holding holdings;
  // Of the coroutines that it drives, the innermost one that waits for an answer.
  @Nullable Coroutine<?> standsIn;
  private boolean joined;
  // Of those who wait for its end, those who will have its outcome, and those who do not ask.
  private int joining;
  private int onlookers;
  private long runNanos;
  private long switches;

  /**
   * Takes a coroutine on. For kernels, which drive it by hand, or {@link #attach} themselves.
   *
   * @param id a number that no other task of the kernel has
   * @param name what reports call it, or null for a name made from its number
   * @param daemon whether the end of the main task may end it without a report
   * @param parent the task that spawned it, or null
   * @param coroutine what it runs; not yet driven by anybody
   * @throws IllegalStateException if the coroutine has begun, or another task runs it
   */
  @SuppressWarnings("this-escape") // the coroutine runs nothing before the kernel resumes it
  protected Task(
      long id,
      @Nullable String name,
      boolean daemon,
      @Nullable Task<?> parent,
      Coroutine<T> coroutine) {
    this.id = id;
    this.name = name;
    this.daemon = daemon;
    this.parent = parent;
    this.locals = parent == null ? null : parent.locals;
    this.coroutine = Objects.requireNonNull(coroutine);
    coroutine.takeOn(this);
  }

  /** {@return its number, in order of spawning} Never suspends. */
  public final long id() {
    return id;
  }

  /** {@return its name} Never suspends. */
  public final String name() {
    return name != null ? name : "task-" + id;
  }

  /** {@return whether the end of the main task may end it without a report} Never suspends. */
  public final boolean isDaemon() {
    return daemon;
  }

  /** {@return the task that spawned it; empty for the main task, and once it has ended} */
  public final Optional<Task<?>> parent() {
    return Optional.ofNullable(parent);
  }

  /** {@return where it is in its life} Never suspends. */
  public final TaskState state() {
    return state;
  }

  /** {@return how it ended; empty while it has not} Never suspends. */
  public final Optional<Outcome<T>> outcome() {
    return Optional.ofNullable(outcome);
  }

  /** {@return the trap at which it is suspended; empty if it is not} Never suspends. */
  public final Optional<Trap<?>> standsAt() {
    return Optional.ofNullable(standsAt);
  }

  /** {@return its stack, innermost frame first; empty if it has not begun or has ended} */
  public final StackTraceElement[] stack() {
    return coroutine.hasBegun() ? coroutine.thread().getStackTrace() : new StackTraceElement[0];
  }

  /** {@return the time for which it had the kernel} Never suspends. */
  public final Duration runTime() {
    return Duration.ofNanos(runNanos);
  }

  /** {@return how often it got the kernel} Never suspends. */
  public final long switches() {
    return switches;
  }

  /**
   * Waits until it has ended, and answers its result. Any number of tasks may join it, also later.
   *
   * <p>Suspends; a checkpoint. A cancelled join leaves the task untouched.
   *
   * @return its result
   * @throws TaskFailed if it failed or was cancelled; the cause is what it threw
   * @throws IllegalArgumentException if it belongs to another kernel
   * @throws IllegalStateException if it is the calling task, which would wait for itself
   */
  @Async
  public final T join() {
    Outcome<T> end = awaitEnd();
    return switch (end) {
      case Outcome.Success<T>(var value) -> value;
      case Outcome.Failure<T>(var cause) ->
          throw new TaskFailed("task " + name() + " failed", cause);
      case Outcome.Cancellation<T>(var cancelled) ->
          throw new TaskFailed("task " + name() + " was cancelled", cancelled);
    };
  }

  /**
   * Waits until it has ended, and answers how: a failure is an answer here, and is not thrown. It
   * counts as joined, so that its failure is not reported besides. Any number of tasks may, also
   * later.
   *
   * <p>Suspends; a checkpoint. A cancelled wait leaves the task untouched.
   *
   * @return its result, what it threw, or what cancelled it; the same each time
   * @throws IllegalArgumentException if it belongs to another kernel
   * @throws IllegalStateException if it is the calling task, which would wait for itself
   */
  @Async
  public final Outcome<T> awaitEnd() {
    refuseSelf();
    Outcome<T> end;
    joining++;
    try {
      end = Coroutine.trap(new Join<>(this));
    } finally {
      joining--;
    }
    joined = true;
    if (unjoined != null) {
      unjoined.joined();
    }
    return end;
  }

  /**
   * Cancels it, and waits until it has ended. It meets {@link Cancelled} where it is suspended, or
   * on entry of its next checkpoint; a foreign block in which it stands is interrupted. One that
   * has ended stays as it is. A task that cancels itself meets it here.
   *
   * <p>Suspends; a checkpoint. A cancelled cancel still cancels the task, but does not wait.
   *
   * @throws IllegalArgumentException if it belongs to another kernel
   * @throws IllegalStateException if it is the calling task, and cannot meet it here: in its
   *     clean-up, or inside {@link Gonzo#withoutCancellation}
   */
  @Async
  public final void cancel() {
    cancel("cancelled");
  }

  /**
   * Does what {@link #cancel()} does.
   *
   * @param reason why, for {@link Cancelled#reason()}
   * @throws IllegalArgumentException if it belongs to another kernel
   */
  @Async
  public final void cancel(String reason) {
    boolean _ = requestCancel(reason);
    lookOn();
  }

  /**
   * Cancels it, and does not wait. To cancel many tasks, ask them all by this method and join them
   * then.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param reason why, for {@link Cancelled#reason()}
   * @return false if it has ended, or this one joins a cancellation that is on its way
   * @throws IllegalArgumentException if it belongs to another kernel
   */
  @Async
  public final boolean requestCancel(String reason) {
    String requester = current().name();
    return Coroutine.trap(
        new CancelTask(this, new Cancelled(Objects.requireNonNull(reason), requester)));
  }

  /**
   * Cancels it where it says that it is {@link Gonzo#idle idle}, now or when it comes to be so, and
   * does not wait. To shut down several tasks, ask them all by this method.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param reason why, for {@link Cancelled#reason()}
   * @return false if it has ended, or this one joins a cancellation that is on its way
   */
  @Async
  public final boolean requestCancelWhenIdle(String reason) {
    String requester = current().name();
    return Coroutine.trap(new CancelTask(this, Cancelled.gently(reason, requester)));
  }

  /**
   * Cancels it in two phases, and waits until it has ended: at once where it says that it is {@link
   * Gonzo#idle idle}, otherwise when it comes to be so, and after a time wherever it is.
   *
   * <p>Suspends; a checkpoint. A cancelled one leaves the first phase in force.
   *
   * @param grace for how long it may go on with its work
   * @param reason why, for {@link Cancelled#reason()}
   */
  @Async
  public final void cancelWhenIdle(Duration grace, String reason) {
    boolean _ = requestCancelWhenIdle(reason);
    if (!Gonzo.ignoreAfter(grace, this::lookOn)) {
      cancel(reason);
    }
  }

  /**
   * Does what {@link #cancel(String)} does; if the task has not ended after a time, its stack is
   * logged, and the wait goes on.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param reason why, for {@link Cancelled#reason()}
   * @param grace how long its clean-up may take unnoticed
   */
  @Async
  public final void cancel(String reason, Duration grace) {
    boolean _ = requestCancel(reason);
    if (!Gonzo.ignoreAfter(grace, this::lookOn)) {
      Reports.warn(
          "task " + name() + " was cancelled and has not ended within " + grace + "; it is at",
          Places.snapshot(stack()));
      lookOn();
    }
  }

  /**
   * Shows the tasks of this kernel as a tree, each under the one that spawned it, with where it
   * stands: the trap, what it waits for there, and, unless there are very many, the line of the
   * program.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return a line a task
   */
  @Async
  public static String tree() {
    return TaskTree.of(Coroutine.trap(new ListTasks()));
  }

  @Override
  public final String toString() {
    Trap<?> trap = standsAt;
    return "Task["
        + name()
        + (name == null ? "" : " (" + id + ")")
        + ", "
        + state
        + (trap == null ? "" : " at " + trap.getClass().getSimpleName())
        + "]";
  }

  /** The calling task, found without a trap where a kernel answers on the task's own stack. */
  static Task<?> current() {
    Task<?> task = Coroutine.runningTask();
    return task != null ? task : Coroutine.trap(new CurrentTask());
  }

  /**
   * Its body has ended: groups that it has left open end with it, and that is an error. On the
   * task's own stack.
   */
  <R extends @Nullable Object> Outcome<R> leaveBlocks(Outcome<R> end) {
    if (cancellation == null || cancellation.innermost() == null) {
      return end;
    }
    Throwable failed = null;
    // A block that could not be closed, for example for want of memory, is tried once more: its
    // members must not outlive the task.
    for (int tries = 0; tries < 2 && cancellation.innermost() != null; tries++) {
      try {
        boolean _ = cancellation.closeInside(null);
      } catch (Throwable failure) {
        failed = failure;
      }
    }
    var left =
        new IllegalStateException(
            "task "
                + name()
                + " has ended and left a group open: use try-with-resources; its members were"
                + " cancelled");
    if (failed != null) {
      left.addSuppressed(failed);
    }
    return switch (end) {
      case Outcome.Success<R> _ -> new Outcome.Failure<>(left);
      case Outcome.Failure<R>(var cause) -> {
        cause.addSuppressed(left);
        yield end;
      }
      case Outcome.Cancellation<R>(var cancelled) -> {
        cancelled.addSuppressed(left);
        yield end;
      }
    };
  }

  /** Its failure is its group's, which tells it: nobody has to join it. */
  void answersToGroup() {
    joined = true;
  }

  /** Waits for the end, whatever it is, and does not count as joining. */
  void lookOn() {
    refuseSelf();
    onlookers++;
    try {
      Coroutine.trap(new Join<>(this));
    } finally {
      onlookers--;
    }
  }

  /** A task that waited for its own end would do so for ever. */
  private void refuseSelf() {
    if (current() == this) {
      Gonzo.checkpoint(); // where its own cancellation arrives, if it can
      throw new IllegalStateException(
          "task " + name() + " would wait for its own end; requestCancel(...) does not wait");
    }
  }

  /**
   * Lets a kernel answer the task's traps on the task's own stack, instead of driving it by hand.
   *
   * @param handler who answers
   */
  protected final void attach(TrapHandler handler) {
    coroutine.attach(handler, name);
  }

  /** {@return the coroutine that it runs} */
  protected final Coroutine<T> coroutine() {
    return coroutine;
  }

  /** {@return its cancellation: what is asked for, and what has arrived} */
  protected final Cancellation cancellation() {
    if (cancellation == null) {
      cancellation = new Cancellation();
    }
    return cancellation;
  }

  /**
   * {@return whether its {@link #cancellation} was ever asked for} While it was not, nothing may
   * arrive, and a kernel that looks here first spares the object.
   */
  protected final boolean hasCancellation() {
    return cancellation != null;
  }

  /** Whether a cancellation has arrived in it and has not been caught. */
  final boolean isUnwinding() {
    return cancellation != null && cancellation.isUnwinding();
  }

  /**
   * Moves it on in its life.
   *
   * @param next its new state, not {@code ENDED}
   */
  protected final void become(TaskState next) {
    state = next;
  }

  /**
   * Says where it is suspended.
   *
   * @param trap the trap, or null when it goes on
   */
  protected final void standAt(@Nullable Trap<?> trap) {
    standsAt = trap;
  }

  /**
   * Counts a turn that it had.
   *
   * @param nanos for how long
   */
  protected final void count(long nanos) {
    runNanos += nanos;
    switches++;
  }

  /**
   * Notes that its coroutine has ended. A failure that nobody joins is reported, a daemon's at
   * once.
   *
   * @param kernel whose task it is: {@link #reportUnjoined} is called with the same object
   * @param awaited whether somebody waits for the outcome already
   */
  protected final void end(Object kernel, boolean awaited) {
    Outcome<T> end = coroutine.outcome();
    try {
      if (cancellation != null) {
        end = cancellation.settle(end);
      }
    } catch (Throwable failure) {
      // It ends all the same, as its body has.
      Reports.warn("what was due for task " + id + " at its end was lost", failure);
    }
    outcome = end;
    state = TaskState.ENDED;
    boolean main = parent == null;
    parent = null;
    boolean seen = awaited && (main || joining > 0 || onlookers == 0);
    if (end instanceof Outcome.Failure<T>(var cause)) {
      if (daemon) {
        Reports.warn("the daemon " + name() + " failed", cause);
      } else if (!joined && !seen) {
        watchUnjoined(kernel, cause);
      }
    } else if (end instanceof Outcome.Cancellation<T>(var cancelled) && !seen) {
      HiddenFailures.report("task " + name() + " was cancelled", cancelled);
    }
  }

  private void watchUnjoined(Object kernel, Throwable cause) {
    try {
      unjoined = UnjoinedFailure.watch(this, kernel, cause);
    } catch (Throwable failure) {
      // There is no memory to wait for who joins it: reported too early is better than never.
      Reports.warn("task " + id + " failed, and it is not known whether anybody joins it", cause);
    }
  }

  /**
   * Reports the failures of a kernel's tasks that nobody has joined. For kernels, at their end.
   *
   * @param kernel the object that their {@link #end} was called with
   */
  protected static void reportUnjoined(Object kernel) {
    UnjoinedFailure.reportAll(kernel);
  }
}
