package dev.gonzo;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;
import static dev.gonzo.trap.SchedulingTrap.YIELD_TURN;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entry class of Gonzo: runs a program on a kernel, and has the async functions for use in it.
 *
 * <pre>{@code
 * import static dev.gonzo.Gonzo.*;
 *
 * void main() {
 *   run(() -> {
 *     var tick = spawn(() -> { sleep(ofSeconds(1)); return "tick"; });
 *     System.out.println(tick.join());
 *   });
 * }
 * }</pre>
 *
 * <p><b>Checked exceptions.</b> A method that runs its body in place throws the body's exceptions,
 * for which Java infers a single type. For a body that throws two types Java infers their common
 * superclass: {@code IOException} for two of its subclasses, but {@code Exception} for an {@code
 * IOException} and an {@code SQLException}. Where that is too wide, make the body throw one type
 * only: catch the other one inside it, or wrap it, for example in an {@code UncheckedIOException}.
 * An overload cannot help, because a type parameter is a single type.
 *
 * <p>{@link #run} is for ordinary threads. The methods marked {@link Async} may be called only
 * inside it, and throw {@link OutsideKernelException} elsewhere.
 */
public final class Gonzo {
  private Gonzo() {}

  /**
   * Runs a program on the best kernel for this machine, or the one that {@code -Dgonzo.kernel}
   * names, and waits for its end. When the main task has ended, the remaining tasks are cancelled
   * and awaited.
   *
   * <p>Not async: for ordinary threads. An interrupt of the calling thread cancels the main task;
   * Ctrl-C and SIGTERM do too, and then end the program.
   *
   * @param main the body of the main task
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   * @throws DeadlockException if all tasks wait and nothing can wake any of them
   * @throws IllegalStateException inside a coroutine, or if the JVM lacks the flags that Gonzo
   *     needs; the message names them
   */
  public static <T extends @Nullable Object, X extends Exception> T run(
      @Elsewhere AsyncCallable<T, X> main) throws X {
    return run(Kernels.of(), main);
  }

  /**
   * Equivalent to {@link #run(AsyncCallable)}, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   */
  public static <X extends Exception> void run(@Elsewhere AsyncRunnable<X> main) throws X {
    run(Kernels.of(), main);
  }

  /**
   * Equivalent to {@link #run(AsyncCallable)}, on a given kernel.
   *
   * @param kernel the kernel, which must not have run yet
   * @param main the body of the main task
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   */
  public static <T extends @Nullable Object, X extends Exception> T run(
      Kernel kernel, @Elsewhere AsyncCallable<T, X> main) throws X {
    return kernel.run(main);
  }

  /**
   * Equivalent to {@link #run(AsyncCallable)}, on a given kernel and for a body that returns
   * nothing.
   *
   * @param kernel the kernel, which must not have run yet
   * @param main the body of the main task
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   */
  public static <X extends Exception> void run(Kernel kernel, @Elsewhere AsyncRunnable<X> main)
      throws X {
    kernel.<@Nullable Void, X>run(Coroutine.returningNull(main));
  }

  /**
   * Starts a task that runs concurrently with the calling one.
   *
   * <p>The task runs when the calling one suspends.
   *
   * @param body the code to run
   * @param <T> the type of the result
   * @return the task; a failure is logged unless it is joined
   */
  @Async(Suspension.NEVER)
  public static <T extends @Nullable Object> Task<T> spawn(
      @Elsewhere AsyncCallable<? extends T, ?> body) {
    return Coroutine.trap(new Spawn<T>(Coroutine.unwatched(body), null, false));
  }

  /**
   * Equivalent to {@link #spawn(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the code to run
   * @return the task
   */
  @Async(Suspension.NEVER)
  public static Task<@Nullable Void> spawn(@Elsewhere AsyncRunnable<?> body) {
    return spawn(Coroutine.returningNull(body));
  }

  /**
   * Equivalent to {@link #spawn(AsyncCallable)}, with a name for the task.
   *
   * @param name the name of the task in reports
   * @param body the code to run
   * @param <T> the type of the result
   * @return the task
   */
  @Async(Suspension.NEVER)
  public static <T extends @Nullable Object> Task<T> spawn(
      String name, @Elsewhere AsyncCallable<? extends T, ?> body) {
    return Coroutine.trap(new Spawn<T>(Coroutine.unwatched(body), name, false));
  }

  /**
   * Equivalent to {@link #spawn(String, AsyncCallable)}, for a body that returns nothing.
   *
   * @param name the name of the task in reports
   * @param body the code to run
   * @return the task
   */
  @Async(Suspension.NEVER)
  public static Task<@Nullable Void> spawn(String name, @Elsewhere AsyncRunnable<?> body) {
    return spawn(name, Coroutine.returningNull(body));
  }

  /**
   * Starts a daemon: a task that serves the others, need not be joined, and is cancelled when the
   * main task ends. A failure is logged at once.
   *
   * @param name the name of the task in reports
   * @param body the code to run
   * @return the task
   */
  @Async(Suspension.NEVER)
  public static Task<@Nullable Void> spawnDaemon(String name, @Elsewhere AsyncRunnable<?> body) {
    return Coroutine.trap(
        new Spawn<@Nullable Void>(Coroutine.unwatched(Coroutine.returningNull(body)), name, true));
  }

  /**
   * Starts a task that runs a coroutine.
   *
   * @param coroutine the coroutine, which must not have started
   * @param <T> the type of the result
   * @return the task
   * @throws IllegalStateException if the coroutine has started, or belongs to another task
   */
  @Async(Suspension.NEVER)
  public static <T extends @Nullable Object> Task<T> spawn(Coroutine<T> coroutine) {
    return Coroutine.trap(new Spawn<>(coroutine, null, false));
  }

  /**
   * Runs a coroutine as part of the calling one, to its end. A coroutine that has not started runs
   * in place, like a call; if it has started, its traps are made on behalf of the calling task.
   *
   * <p>Suspends where the coroutine does. A cancellation is thrown in the coroutine.
   *
   * @param coroutine the coroutine to run, which must have no other driver
   * @param <T> the type of the result
   * @return its result
   * @throws IllegalStateException if it has ended, or a kernel drives it
   */
  @Async
  public static <T extends @Nullable Object> T await(Coroutine<T> coroutine) {
    return Awaiting.await(coroutine);
  }

  /**
   * Suspends the calling task for a time.
   *
   * <p>Suspends; a checkpoint, even if the duration is zero: then the other ready tasks get their
   * turn.
   *
   * @param duration the time, of any length; zero or less only gives up the turn
   */
  @Async
  public static void sleep(Duration duration) {
    Coroutine.trap(new Sleep(Moment.after(duration)));
  }

  /**
   * Returns an endless sequence of ticks at a fixed rate, without drift: {@code for (Duration
   * passed : every(ofMillis(10))) ...}. Each step of the loop sleeps until the next tick, and gets
   * the time from the start of the loop to that tick. Ticks that a slow loop body has missed are
   * skipped.
   *
   * <p>Each step of the iteration suspends; a checkpoint.
   *
   * @param period the time between two ticks, greater than zero
   * @return the ticks, each as the time since the start of the loop
   * @throws IllegalArgumentException if the period is zero or negative
   */
  @Async
  public static Iterable<Duration> every(Duration period) {
    return new Ticks(period);
  }

  /**
   * Lets every other ready task run once.
   *
   * <p>Suspends; a checkpoint.
   */
  @Async
  public static void yieldNow() {
    Coroutine.trap(YIELD_TURN);
  }

  /**
   * Lets a due cancellation arrive, and does nothing else. For long computations.
   *
   * <p>A checkpoint. It suspends only if the task has run for a long time without suspending.
   */
  @Async
  public static void checkpoint() {
    Coroutine.trap(CHECKPOINT);
  }

  /**
   * Runs a block with a deadline.
   *
   * <p>Suspends where the body does. When the time has passed, a {@link Cancelled} is thrown in the
   * body where it is suspended, or at its next checkpoint, and the body may clean up. A body that
   * ends late without a checkpoint keeps its result. Deadlines nest: if both have passed, the outer
   * one wins, and it also interrupts the clean-up of the inner block. The deadlines of a task that
   * was cancelled no longer expire in its clean-up.
   *
   * @param limit the time limit, of any length; with zero or less the block is entered, and
   *     cancelled at its first checkpoint; null for no deadline
   * @param body the code to run
   * @param <T> the type of the result
   * @param <X> the type of exception that the body throws; for several checked types see "Checked
   *     exceptions" at {@link Gonzo}
   * @return its result
   * @throws X if the body throws it
   * @throws DeadlineExceededException if the deadline has expired, and ended the body
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T timeoutAfter(
      @Nullable Duration limit, @InPlace AsyncCallable<T, X> body) throws X {
    return timeoutAfter(limit, (Deadline.Body<T, X>) _ -> body.call());
  }

  /**
   * Equivalent to {@link #timeoutAfter(Duration, AsyncCallable)}, for a body that returns nothing.
   *
   * @param limit the time limit; null for no deadline
   * @param body the code to run
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   * @throws DeadlineExceededException if the deadline has expired, and ended the body
   */
  @Async
  public static <X extends Exception> void timeoutAfter(
      @Nullable Duration limit, @InPlace AsyncRunnable<X> body) throws X {
    Gonzo.<@Nullable Void, X>timeoutAfter(limit, Coroutine.returningNull(body));
  }

  /**
   * Equivalent to {@link #timeoutAfter(Duration, AsyncCallable)}, for a body that queries or moves
   * its deadline.
   *
   * @param limit the time limit; null for no deadline until the body sets one
   * @param body the code to run
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   * @throws DeadlineExceededException if the deadline has expired, and ended the body
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T timeoutAfter(
      @Nullable Duration limit, @InPlace Deadline.Body<T, X> body) throws X {
    return Deadline.after(limit, body);
  }

  /**
   * Equivalent to {@link #timeoutAfter(Duration, AsyncCallable)}, with a point in time instead of a
   * duration.
   *
   * @param deadline a point in time; null or {@link Moment#NEVER} for no deadline
   * @param body the code to run
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   * @throws DeadlineExceededException if the deadline has expired, and ended the body
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T timeoutAt(
      @Nullable Moment deadline, @InPlace AsyncCallable<T, X> body) throws X {
    return Deadline.at(deadline == null ? Moment.NEVER : deadline, _ -> body.call());
  }

  /**
   * Equivalent to {@link #timeoutAt(Moment, AsyncCallable)}, for a body that returns nothing.
   *
   * @param deadline a point in time; null or {@link Moment#NEVER} for no deadline
   * @param body the code to run
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   * @throws DeadlineExceededException if the deadline has expired, and ended the body
   */
  @Async
  public static <X extends Exception> void timeoutAt(
      @Nullable Moment deadline, @InPlace AsyncRunnable<X> body) throws X {
    Gonzo.<@Nullable Void, X>timeoutAt(deadline, Coroutine.returningNull(body));
  }

  /**
   * Runs a block with a deadline whose expiry is not a failure: like {@link #timeoutAfter(Duration,
   * AsyncRunnable)}, but returns false instead of throwing.
   *
   * @param limit the time limit; null for no deadline
   * @param body the code to run
   * @param <X> the type of exception that it throws
   * @return whether the block ended in time
   * @throws X if the body throws it
   */
  @Async
  public static <X extends Exception> boolean ignoreAfter(
      @Nullable Duration limit, @InPlace AsyncRunnable<X> body) throws X {
    return Deadline.ignoring(limit, body);
  }

  /**
   * Runs a block with a deadline whose expiry is not a failure, and that returns a value: like
   * {@link #timeoutAfter(Duration, AsyncCallable)}, but an expired deadline gives an empty result
   * instead of an exception. A null result is different from an empty one.
   *
   * <p>For a body that can never end, such as {@code () -> { while (true) ... }}, the compiler
   * chooses this overload.
   *
   * @param limit the time limit; null for no deadline
   * @param body the code to run; may return null
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result; empty if the deadline expired in it
   * @throws X if the body throws it
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> InTime<T> ignoreAfter(
      @Nullable Duration limit, @InPlace AsyncCallable<T, X> body) throws X {
    return Deadline.ignoring(limit, body);
  }

  /**
   * Runs a block that is shielded from cancellations from outside: they arrive after the block has
   * been left. Deadlines that are set inside the block work. Shields nest. Suspends where the body
   * does.
   *
   * @param body the code to run
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T withoutCancellation(
      @InPlace AsyncCallable<T, X> body) throws X {
    return Blocks.shielded(body);
  }

  /**
   * Equivalent to {@link #withoutCancellation(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the code to run
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   */
  @Async
  public static <X extends Exception> void withoutCancellation(@InPlace AsyncRunnable<X> body)
      throws X {
    Blocks.shielded(body);
  }

  /**
   * Runs a block, usually a single wait, in which the task is between two pieces of work, such as a
   * server's wait for the next request. {@link Task#cancelWhenIdle} ends such waits first.
   *
   * <p>Everything inside the block counts as idle, including nested blocks: a deadline, a group, a
   * select with a limit. Put work that must not be cut short into {@link #withoutCancellation}.
   *
   * <p>Suspends where the body does.
   *
   * @param body the code that waits
   * @param <T> the type of the result
   * @param <X> the type of exception that the body throws; for several checked types see "Checked
   *     exceptions" at {@link Gonzo}
   * @return its result
   * @throws X if the body throws it
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T idle(
      @InPlace AsyncCallable<T, X> body) throws X {
    return Blocks.idle(body);
  }

  /**
   * Equivalent to {@link #idle(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the code that waits
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   */
  @Async
  public static <X extends Exception> void idle(@InPlace AsyncRunnable<X> body) throws X {
    Gonzo.<@Nullable Void, X>idle(Coroutine.returningNull(body));
  }

  /**
   * Runs blocking code in a thread outside the kernel, and waits for its result.
   *
   * <p>Suspends; a checkpoint. If the task is cancelled before a thread has taken the work, the
   * work never runs. If it is cancelled later, the thread is interrupted, and the end of the work
   * is awaited. If the work returns a result nevertheless, that is returned, and the cancellation
   * arrives at the next checkpoint.
   *
   * <p>A kernel runs up to 64 such pieces of work at the same time ({@code
   * -Dgonzo.threads.work=128} changes that); further ones wait. Give work that may hang its own
   * {@link ThreadLimit}, so that it cannot take all threads.
   *
   * @param work the code to run; must not call async methods
   * @param <T> the type of the result
   * @return its result
   * @throws Exception as the work throws it; a {@link Cancelled} as cause of a {@link
   *     TaskFailedException}
   */
  @Async
  public static <T extends @Nullable Object> T runInThread(@Elsewhere Callable<T> work)
      throws Exception {
    return runInThread(work, OnCancel.INTERRUPT);
  }

  /**
   * Equivalent to {@link #runInThread(Callable)}, with a choice of what a cancellation does to work
   * that has begun.
   *
   * @param work the code to run; must not call async methods
   * @param onCancel what a cancellation of the task does to work that has begun
   * @param <T> the type of the result
   * @return its result
   * @throws Exception if the work throws it
   */
  @Async
  public static <T extends @Nullable Object> T runInThread(
      @Elsewhere Callable<T> work, OnCancel onCancel) throws Exception {
    return inThread(new RunInThread<>(work, onCancel, null));
  }

  /**
   * Equivalent to {@link #runInThread(Callable)}, for work that returns nothing.
   *
   * @param work the code to run; must not call async methods
   * @param <X> the type of exception that it throws
   * @throws X if the work throws it
   */
  @Async
  public static <X extends Exception> void runInThread(@Elsewhere SyncRunnable<X> work) throws X {
    runInThread(work, OnCancel.INTERRUPT);
  }

  /**
   * Equivalent to {@link #runInThread(Callable, OnCancel)}, for work that returns nothing.
   *
   * @param work the code to run; must not call async methods
   * @param onCancel what a cancellation of the task does to work that has begun
   * @param <X> the type of exception that it throws
   * @throws X if the work throws it
   */
  @Async
  public static <X extends Exception> void runInThread(
      @Elsewhere SyncRunnable<X> work, OnCancel onCancel) throws X {
    inThread(new RunInThread<>(returningNull(work), onCancel, null));
  }

  /**
   * Equivalent to {@link #runInThread(ThreadLimit, Callable)}, for work that returns nothing.
   *
   * @param limit limits how many threads such work uses at the same time
   * @param work the code to run; must not call async methods
   * @param <X> the type of exception that it throws
   * @throws X if the work throws it
   */
  @Async
  public static <X extends Exception> void runInThread(
      ThreadLimit limit, @Elsewhere SyncRunnable<X> work) throws X {
    inThread(new RunInThread<>(returningNull(work), OnCancel.INTERRUPT, null, limit.places()));
  }

  /**
   * Equivalent to {@link #runInThread(Callable)}, with its own limit instead of the kernel's.
   *
   * <p>Suspends, also while all threads of the limit are in use; a checkpoint. If the task is
   * cancelled while it waits for one, the work never runs.
   *
   * @param limit limits how many threads such work uses at the same time
   * @param work the code to run; must not call async methods
   * @param <T> the type of the result
   * @return its result
   * @throws Exception if the work throws it
   */
  @Async
  public static <T extends @Nullable Object> T runInThread(
      ThreadLimit limit, @Elsewhere Callable<T> work) throws Exception {
    return runInThread(limit, work, OnCancel.INTERRUPT);
  }

  /**
   * Equivalent to {@link #runInThread(Callable, OnCancel)}, with its own limit instead of the
   * kernel's.
   *
   * <p>Suspends, also while all threads of the limit are in use; a checkpoint. If the task is
   * cancelled while it waits for one, the work never runs.
   *
   * @param limit limits how many threads such work uses at the same time
   * @param work the code to run; must not call async methods
   * @param onCancel what a cancellation of the task does to work that has begun
   * @param <T> the type of the result
   * @return its result
   * @throws Exception if the work throws it
   */
  @Async
  public static <T extends @Nullable Object> T runInThread(
      ThreadLimit limit, @Elsewhere Callable<T> work, OnCancel onCancel) throws Exception {
    return inThread(new RunInThread<>(work, onCancel, null, limit.places()));
  }

  /**
   * Equivalent to {@link #runInThreadOrAbandon(Callable, Consumer)}, with its own limit instead of
   * the kernel's.
   *
   * <p>Suspends, also while all threads of the limit are in use; a checkpoint. If the task is
   * cancelled while it waits for one, the work never runs.
   *
   * @param limit limits how many threads such work uses at the same time
   * @param work the code to run; must not call async methods
   * @param late called in the work's thread with a result that comes after the task was cancelled,
   *     to close it
   * @param <T> the type of the result
   * @return its result
   * @throws Exception if the work throws it
   */
  @Async
  public static <T extends @Nullable Object> T runInThreadOrAbandon(
      ThreadLimit limit, @Elsewhere Callable<? extends T> work, Consumer<? super T> late)
      throws Exception {
    return inThread(new RunInThread<T>(work, OnCancel.ABANDON, late, limit.places()));
  }

  /**
   * Like {@link #runInThread(Callable)}, but a cancelled task abandons the work, and continues at
   * once.
   *
   * @param work the code to run; must not call async methods
   * @param late called in the work's thread with a result that comes after the task was cancelled,
   *     to close it
   * @param <T> the type of the result
   * @return its result
   * @throws Exception if the work throws it
   */
  @Async
  public static <T extends @Nullable Object> T runInThreadOrAbandon(
      @Elsewhere Callable<? extends T> work, Consumer<? super T> late) throws Exception {
    return inThread(new RunInThread<T>(work, OnCancel.ABANDON, late));
  }

  private static <T extends @Nullable Object> T inThread(RunInThread<T> work) {
    try {
      return Coroutine.trap(work);
    } catch (Cancelled thrown) {
      throw Rethrow.unchecked(Cancellation.asResult(thrown));
    }
  }

  /**
   * Waits for a callback.
   *
   * <pre>{@code
   * byte[] bytes = suspendUntil(resumer ->
   *     client.get(url, resumer::resume, resumer::fail));
   * }</pre>
   *
   * <p>Suspends; a checkpoint, even if the callback has already been called. A callback that comes
   * after a cancellation is ignored; {@link Resumer} has hooks for both cases.
   *
   * @param start called at once in the calling task; starts the operation and passes it the resumer
   * @param <T> the type of the callback's value
   * @param <X> the type of exception that {@code start} throws
   * @return the value with which the resumer was resumed
   * @throws X if {@code start} throws it; a failure passed to the resumer is thrown unchanged, but
   *     a {@link Cancelled}, which is about another task, as the cause of a {@link
   *     TaskFailedException}
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T suspendUntil(
      @InPlace Resumer.Start<T, X> start) throws X {
    return Resumer.await(start);
  }

  /**
   * Waits for a stage.
   *
   * <p>Suspends; a checkpoint, even if the stage is complete. A cancellation of the task cancels
   * the future, once.
   *
   * @param stage the stage to wait for
   * @param <T> the type of the result
   * @return its result
   * @throws Exception if it has failed; the original exception, without a wrapper
   * @throws java.util.concurrent.CancellationException if it was cancelled by other code
   */
  @Async
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
    return Futures.await(stage);
  }

  /**
   * Equivalent to {@link #await(CompletionStage)}. It exists because a {@code CompletableFuture} is
   * also a {@code Future}.
   *
   * @param future the future to wait for
   * @param <T> the type of the result
   * @return its result
   * @throws Exception if it has failed; the original exception, without a wrapper
   * @throws java.util.concurrent.CancellationException if it was cancelled by other code
   */
  @Async
  public static <T extends @Nullable Object> T await(CompletableFuture<T> future) throws Exception {
    return Futures.await((CompletionStage<T>) future);
  }

  /**
   * Waits for a {@code Future} that offers only a blocking {@code get()}: a foreign block.
   *
   * <p>Blocks only the calling task; a checkpoint. A cancellation of the task cancels the future,
   * once.
   *
   * @param future the future to wait for
   * @param <T> the type of the result
   * @return its result
   * @throws Exception if it has failed; the original exception, without a wrapper
   * @throws java.util.concurrent.CancellationException if it was cancelled by other code
   */
  @Async
  public static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    return Futures.await(future);
  }

  private static Callable<@Nullable Void> returningNull(SyncRunnable<?> work) {
    return () -> {
      work.run();
      return null;
    };
  }
}
