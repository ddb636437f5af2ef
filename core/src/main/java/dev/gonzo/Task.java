package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;
import static dev.gonzo.trap.SchedulingTrap.CURRENT_TASK;
import static dev.gonzo.trap.SchedulingTrap.LIST_TASKS;

import dev.gonzo.queue.SelectClause;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Log;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.Trap;
import dev.gonzo.wait.Latch;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that a kernel runs.
 *
 * <p>{@link Gonzo#spawn} starts one. Its async methods are for tasks of the same kernel; the others
 * may be called by any thread, and return a snapshot.
 *
 * @param <T> the type of the result
 */
public abstract sealed class Task<T extends @Nullable Object> permits KernelTask {
  final long id;
  final @Nullable String name;
  final boolean daemon;
  final Coroutine<T> coroutine;
  volatile @Nullable Task<?> parent;
  volatile TaskState state = TaskState.READY;
  volatile @Nullable Outcome<T> outcome;
  volatile @Nullable Trap<?> waitingAt;
  // The fields from here on are for the kernel's thread only.
  // Created when it is needed: most tasks end without it.
  @Nullable Cancellation cancellation;
  @Nullable UnjoinedFailure unjoined;
  TaskLocal.@Nullable Binding locals;
  @Nullable Holding holdings;
  // The innermost coroutine driven by this task that waits for an answer.
  @Nullable Coroutine<?> waitingInside;
  // The latch on which selects wait for its end; created when one does.
  private @Nullable EndLatch<T> endLatch;
  boolean joined;
  // How many tasks wait for its outcome, and how many only for its end.
  int joining;
  int onlookers;
  long runNanos;
  long switches;

  @SuppressWarnings("this-escape") // the coroutine runs nothing before the kernel resumes it
  Task(
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

  /**
   * {@return whether it is a daemon, which is cancelled silently when the main task ends} Never
   * suspends.
   */
  public final boolean isDaemon() {
    return daemon;
  }

  /** {@return the task that spawned it; empty for the main task, and after this task has ended} */
  public final Optional<Task<?>> parent() {
    return Optional.ofNullable(parent);
  }

  /** {@return its state} Never suspends. */
  public final TaskState state() {
    return state;
  }

  /** {@return how it ended; empty before that} Never suspends. */
  public final Optional<Outcome<T>> outcome() {
    return Optional.ofNullable(outcome);
  }

  /** {@return the trap at which it is suspended; empty if it is not} Never suspends. */
  public final Optional<Trap<?>> waitingAt() {
    return Optional.ofNullable(waitingAt);
  }

  /** {@return its stack, innermost frame first; empty if it has not started or has ended} */
  public final StackTraceElement[] stack() {
    return coroutine.hasBegun() ? coroutine.thread().getStackTrace() : new StackTraceElement[0];
  }

  /**
   * {@return how long it has run on the kernel's thread in total} A kernel may measure several
   * short turns together, and share their time among their tasks. Never suspends.
   */
  public final Duration runTime() {
    return Duration.ofNanos(runNanos);
  }

  /** {@return how often it was scheduled} Never suspends. */
  public final long switches() {
    return switches;
  }

  /**
   * Waits for the end of the task, and returns its result. Any number of tasks may join it, also
   * after its end.
   *
   * <p>Suspends; a checkpoint. A cancelled join leaves the task untouched.
   *
   * @return the result
   * @throws TaskFailedException if it failed or was cancelled; the cause is the exception it threw
   * @throws IllegalArgumentException if it belongs to another kernel
   * @throws IllegalStateException if it is the calling task, which would wait for itself
   */
  @Async
  public final T join() {
    return valueOf(awaitEnd());
  }

  private T valueOf(Outcome<T> end) {
    return switch (end) {
      case Outcome.Success<T>(var value) -> value;
      case Outcome.Failure<T>(var cause) ->
          throw new TaskFailedException("task " + name() + " failed", cause);
      case Outcome.Cancellation<T>(var cancelled) ->
          throw new TaskFailedException("task " + name() + " was cancelled", cancelled);
    };
  }

  /**
   * Waits for the end of the task, and returns its outcome. A failure is returned, not thrown. The
   * task counts as joined, so its failure is not logged. Any number of tasks may call this, also
   * after its end.
   *
   * <p>Suspends; a checkpoint. A cancelled wait leaves the task untouched.
   *
   * @return the result, the exception or the cancellation; the same object each time
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
    seen();
    return end;
  }

  /**
   * {@return whether its outcome was taken, by a join or a select, or is passed on by its group or
   * a future} The failure of any other task is logged. In a task of the same kernel; never
   * suspends.
   */
  public final boolean isJoined() {
    return joined;
  }

  /** Marks it as joined, because its outcome was taken: its failure is not logged. */
  private void seen() {
    joined = true;
    if (unjoined != null) {
      unjoined.joined();
    }
  }

  /**
   * Creates a clause of a {@link dev.gonzo.queue.Select#select select} that joins the task. The
   * select throws the exceptions of {@link #join}. The task counts as joined only if this clause is
   * chosen; a select that chooses another clause, or is cancelled, does not affect the task and
   * leaves nothing behind. Never suspends.
   *
   * <pre>{@code
   * String page = select(
   *     fast.onJoin(answer -> answer),
   *     slow.onJoin(answer -> answer),
   *     after(ofSeconds(2), () -> "no answer"));
   * }</pre>
   *
   * <p>Like {@link #join}, the select throws {@link IllegalArgumentException} for a task of another
   * kernel, {@link IllegalStateException} for the calling task, and {@link OutsideKernelException}
   * in a thread outside the kernel.
   *
   * @param action called with the result; may suspend
   * @param <R> the type of the action's result
   * @return the clause
   */
  public final <R extends @Nullable Object> SelectClause<R> onJoin(
      Function<? super T, ? extends R> action) {
    Objects.requireNonNull(action);
    return onEnd(end -> action.apply(valueOf(end)));
  }

  /**
   * Creates a clause of a {@link dev.gonzo.queue.Select#select select} that waits for the end of
   * the task, like {@link #awaitEnd}: a failure is passed to the action, not thrown. Otherwise like
   * {@link #onJoin}. Never suspends.
   *
   * @param action called with the outcome; may suspend
   * @param <R> the type of the action's result
   * @return the clause
   */
  public final <R extends @Nullable Object> SelectClause<R> onEnd(
      Function<? super Outcome<T>, ? extends R> action) {
    Objects.requireNonNull(action);
    return SelectClause.passing(
        this::latchOfEnd,
        ended -> {
          ended.seen();
          return action.apply(ended.outcome().orElseThrow());
        });
  }

  /** The latch on which a select waits; throws if a join would. */
  private Latch<Task<T>> latchOfEnd() {
    Coroutine.requireInside();
    refuseSelf();
    EndLatch.refuseForeign(this);
    if (endLatch == null) {
      endLatch = new EndLatch<>(this);
    }
    return endLatch.latch();
  }

  /** Wakes the selects that wait for its end. Called after its body, on its own stack. */
  void letSelectsPass() {
    if (endLatch != null) {
      endLatch.open();
    }
  }

  /**
   * Cancels the task, and waits for its end. {@link Cancelled} is thrown in it where it is
   * suspended, or on entry to its next checkpoint; if it is in a foreign block, that is
   * interrupted. Without effect if it has ended. If a task cancels itself, {@code Cancelled} is
   * thrown here.
   *
   * <p>Suspends; a checkpoint. A cancelled cancel still cancels the task, but does not wait.
   *
   * @throws IllegalArgumentException if it belongs to another kernel
   * @throws IllegalStateException if it is the calling task and the cancellation cannot arrive
   *     here: in its clean-up, or inside {@link Gonzo#withoutCancellation}
   */
  @Async
  public final void cancel() {
    cancel("cancelled");
  }

  /**
   * Equivalent to {@link #cancel()}, with a reason.
   *
   * @param reason the reason, for {@link Cancelled#reason()}
   * @throws IllegalArgumentException if it belongs to another kernel
   */
  @Async
  public final void cancel(String reason) {
    boolean _ = requestCancel(reason);
    lookOn();
  }

  /**
   * Cancels the task without waiting for its end. To cancel several tasks, call this for each of
   * them, and join them afterwards.
   *
   * @param reason the reason, for {@link Cancelled#reason()}
   * @return false if it has ended, or an equal cancellation is already due
   * @throws IllegalArgumentException if it belongs to another kernel
   */
  @Async(Suspension.NEVER)
  public final boolean requestCancel(String reason) {
    String requester = current().name();
    return Coroutine.trap(
        new CancelTask(this, new Cancelled(Objects.requireNonNull(reason), requester)));
  }

  /**
   * Cancels the task when it is in an {@link Gonzo#idle idle} block, now or later, without waiting
   * for its end. To shut down several tasks, call this for each of them.
   *
   * @param reason the reason, for {@link Cancelled#reason()}
   * @return false if it has ended, or an equal cancellation is already due
   */
  @Async(Suspension.NEVER)
  public final boolean requestCancelWhenIdle(String reason) {
    String requester = current().name();
    return Coroutine.trap(new CancelTask(this, Cancelled.gently(reason, requester)));
  }

  /**
   * Cancels the task in two phases, and waits for its end. First it is cancelled only when it is in
   * an {@link Gonzo#idle idle} block; after the grace period it is cancelled wherever it is.
   *
   * <p>Suspends; a checkpoint. If this call is cancelled, the first phase remains in force.
   *
   * @param reason the reason, for {@link Cancelled#reason()}
   * @param grace how long it may continue its work
   */
  @Async
  public final void cancelWhenIdle(String reason, Duration grace) {
    boolean _ = requestCancelWhenIdle(reason);
    if (!Deadline.ignoring(grace, this::lookOn)) {
      cancel(reason);
    }
  }

  /**
   * Like {@link #cancel(String)}, but logs the task's stack if it has not ended after a time, and
   * then keeps waiting.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param reason the reason, for {@link Cancelled#reason()}
   * @param patience how long its clean-up may take before its stack is logged
   */
  @Async
  public final void cancel(String reason, Duration patience) {
    boolean _ = requestCancel(reason);
    if (!Deadline.ignoring(patience, this::lookOn)) {
      Log.warn(
          "task " + name() + " was cancelled and has not ended within " + patience + "; it is at",
          CallSites.snapshot(stack()));
      lookOn();
    }
  }

  /**
   * Draws the tasks of this kernel as a tree, each under the task that spawned it, with its state:
   * the trap, what it waits for there, and, unless there are very many tasks, the line of the
   * program.
   *
   * @return the tree, one line for each task
   */
  @Async(Suspension.NEVER)
  public static String tree() {
    return TaskTree.of(Coroutine.trap(LIST_TASKS));
  }

  /**
   * Draws given tasks as a tree, like {@link #tree()}. Any thread may call it, also while the tasks
   * run: each line is a snapshot. Never suspends.
   *
   * @param tasks the tasks, each after the one that spawned it
   * @return the tree, one line for each task
   */
  public static String treeOf(List<Task<?>> tasks) {
    return TaskTree.of(tasks);
  }

  @Override
  public final String toString() {
    Trap<?> trap = waitingAt;
    return "Task["
        + name()
        + (name == null ? "" : " (" + id + ")")
        + ", "
        + state
        + (trap == null ? "" : " at " + trap.getClass().getSimpleName())
        + "]";
  }

  /**
   * Returns the running task.
   *
   * @return the calling task
   */
  @Async(Suspension.NEVER)
  public static Task<?> current() {
    // No trap is needed if a kernel answers on the task's own stack.
    Task<?> task = Coroutine.runningTask();
    return task != null ? task : Coroutine.trap(CURRENT_TASK);
  }

  /**
   * Closes groups that the body has left open, which is an error. Called on the task's own stack,
   * after its body.
   */
  <R extends @Nullable Object> Outcome<R> leaveBlocks(Outcome<R> end) {
    if (cancellation == null || cancellation.innermost() == null) {
      return end;
    }
    Throwable failed = null;
    // Retry once if a block could not be closed, for example for lack of memory: its members must
    // not outlive the task.
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

  /** Marks that its group or a future reports its failure, so that it need not be joined. */
  void answersToAnother() {
    joined = true;
  }

  /** Waits for the end of the task without counting as joining it. */
  void lookOn() {
    refuseSelf();
    onlookers++;
    try {
      Coroutine.trap(new Join<>(this));
    } finally {
      onlookers--;
    }
  }

  /** Throws if the task would wait for its own end. */
  private void refuseSelf() {
    if (current() == this) {
      Coroutine.trap(CHECKPOINT); // its own cancellation arrives here, if it can
      throw new IllegalStateException(
          "task " + name() + " would wait for its own end; requestCancel(...) does not wait");
    }
  }

  /** The state of its cancellation: what is due, and what has arrived. */
  Cancellation cancellation() {
    if (cancellation == null) {
      cancellation = new Cancellation(this);
    }
    return cancellation;
  }

  /** Called when a cancellation of it has been requested. Must not throw. */
  abstract void cancellationRequested(Cancelled cancelled);

  /** Called when a cancellation arrives, before it is thrown. Must not throw. */
  abstract void cancellationArrives(Throwable arriving);

  /** Whether a cancellation has arrived in it and has not been caught. */
  final boolean isUnwinding() {
    return cancellation != null && cancellation.isUnwinding();
  }
}
