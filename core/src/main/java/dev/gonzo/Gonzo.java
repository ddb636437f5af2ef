package dev.gonzo;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.ReadClock;
import dev.gonzo.trap.ReadEntropy;
import dev.gonzo.trap.ReadWallClock;
import dev.gonzo.trap.RunInThread;
import dev.gonzo.trap.SleepUntil;
import dev.gonzo.trap.Spawn;
import dev.gonzo.trap.YieldTurn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    return run(Kernels.open(), main);
  }

  /**
   * Equivalent to {@link #run(AsyncCallable)}, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   */
  public static <X extends Exception> void run(@Elsewhere AsyncRunnable<X> main) throws X {
    run(Kernels.open(), main);
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
    kernel.<@Nullable Void, X>run(returningNull(main));
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
    return spawn(returningNull(body));
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
    return spawn(name, returningNull(body));
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
        new Spawn<@Nullable Void>(Coroutine.unwatched(returningNull(body)), name, true));
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
    long now = Coroutine.trap(new ReadClock());
    Coroutine.trap(new SleepUntil(Moments.after(now, duration)));
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
   * Reads the wall clock. It can be set forwards and backwards, so use it for times that people
   * read, not for measuring durations.
   *
   * @return the current time; in virtual time it starts in the year 2000
   */
  @Async(Suspension.NEVER)
  public static Instant wallClock() {
    return Coroutine.trap(new ReadWallClock());
  }

  /**
   * Waits until the wall clock has reached a time. If that has passed, it does not wait.
   *
   * <p>Changes of the clock are taken into account. If the clock is set back, the wait becomes
   * longer; if it is set forwards past the time, the wait ends within a minute. The wait never ends
   * before the clock shows the time.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param when the time to wait for
   */
  @Async
  public static void sleepUntil(Instant when) {
    WallClock.sleepUntil(when);
  }

  /**
   * Returns unpredictable random bytes, suitable for keys. In a simulation they are derived from
   * its seed.
   *
   * @param count the number of bytes
   * @return the random bytes
   * @throws IllegalArgumentException if the count is negative
   */
  @Async(Suspension.NEVER)
  public static byte[] entropy(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("cannot read " + count + " bytes");
    }
    return Coroutine.trap(new ReadEntropy(count));
  }

  /**
   * Reads the kernel's monotonic clock.
   *
   * @return the time since an arbitrary origin of this kernel; only differences have a meaning
   */
  @Async(Suspension.NEVER)
  public static Duration now() {
    return Duration.ofNanos(Coroutine.trap(new ReadClock()));
  }

  /**
   * Lets every other ready task run once.
   *
   * <p>Suspends; a checkpoint.
   */
  @Async
  public static void yieldNow() {
    Coroutine.trap(new YieldTurn());
  }

  /**
   * Lets a due cancellation arrive, and does nothing else. For long computations.
   *
   * <p>A checkpoint. It suspends only if the task has run for a long time without suspending.
   */
  @Async
  public static void checkpoint() {
    Coroutine.trap(new Checkpoint());
  }

  /**
   * Returns the running task.
   *
   * @return the calling task
   */
  @Async(Suspension.NEVER)
  public static Task<?> currentTask() {
    return Task.current();
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
    return timeoutAfter(limit, (DeadlineBody<T, X>) _ -> body.call());
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
    Gonzo.<@Nullable Void, X>timeoutAfter(limit, returningNull(body));
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
      @Nullable Duration limit, @InPlace DeadlineBody<T, X> body) throws X {
    return limit == null
        ? Blocks.withDeadline(Moments.NEVER, "not done in time", null, body)
        : Blocks.withDeadline(
            Moments.after(Coroutine.trap(new ReadClock()), limit), "not done within ", limit, body);
  }

  /**
   * The body of a block that uses its deadline.
   *
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   */
  @FunctionalInterface
  public interface DeadlineBody<T extends @Nullable Object, X extends Exception> {
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

  /**
   * Equivalent to {@link #timeoutAfter(Duration, AsyncCallable)}, with a point on the kernel's
   * clock.
   *
   * @param deadline a point in time on the clock of {@link #now()}; null for no deadline
   * @param body the code to run
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   * @throws DeadlineExceededException if the deadline has expired, and ended the body
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T timeoutAt(
      @Nullable Duration deadline, @InPlace AsyncCallable<T, X> body) throws X {
    long at = deadline == null ? Moments.NEVER : Moments.at(deadline);
    return Blocks.withDeadline(at, "not done at ", deadline, _ -> body.call());
  }

  /**
   * Equivalent to {@link #timeoutAt(Duration, AsyncCallable)}, for a body that returns nothing.
   *
   * @param deadline a point in time on the clock of {@link #now()}; null for no deadline
   * @param body the code to run
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   * @throws DeadlineExceededException if the deadline has expired, and ended the body
   */
  @Async
  public static <X extends Exception> void timeoutAt(
      @Nullable Duration deadline, @InPlace AsyncRunnable<X> body) throws X {
    Gonzo.<@Nullable Void, X>timeoutAt(deadline, returningNull(body));
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
    return Gonzo.<Boolean, X>ignoreAfter(
            limit,
            () -> {
              body.run();
              return true;
            })
        .isPresent();
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
    return Blocks.ignoring(limit, body);
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
    Gonzo.<@Nullable Void, X>withoutCancellation(returningNull(body));
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
    Gonzo.<@Nullable Void, X>idle(returningNull(body));
  }

  /**
   * Returns the cancellation of the calling task that has been requested but has not arrived,
   * because the task has not reached a checkpoint or is inside a shield. The cancellation remains
   * due.
   *
   * @return the cancellation; the outermost if there are several
   */
  @Async(Suspension.NEVER)
  public static Optional<Cancelled> pendingCancellation() {
    return Optional.ofNullable(Task.current().cancellation().pending());
  }

  /**
   * Returns the cancellation that is unwinding the calling task, which means that the running code
   * is clean-up. For a {@code close()} method that completes its work normally, but abandons it if
   * its block was cancelled.
   *
   * @return the cancellation; the last if there are several
   */
  @Async(Suspension.NEVER)
  public static Optional<Cancelled> arrivedCancellation() {
    return Optional.ofNullable(Task.current().cancellation().arrived());
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
   * @throws Exception as the work throws it; a {@link Cancelled} as cause of a {@link TaskFailed}
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
   *     a {@link Cancelled}, which is about another task, as the cause of a {@link TaskFailed}
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T suspendUntil(
      @InPlace Resumer.Start<T, X> start) throws X {
    return Resumer.await(start);
  }

  /**
   * Waits for a {@code CompletableFuture}, or another stage.
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
  public static <T extends @Nullable Object> T awaitFuture(Future<T> future) throws Exception {
    return Futures.await(future);
  }

  /**
   * Returns whether async methods can be called here. That is the case inside a coroutine, and in
   * lambdas, streams and constructors that run in it; not in threads that it has started, and not
   * in a generator that an ordinary thread iterates.
   *
   * <p>Not async: for any thread. Never suspends.
   *
   * @return whether this is inside a coroutine
   */
  public static boolean inCoroutine() {
    return Coroutine.isInside();
  }

  /**
   * Throws if called inside a coroutine. The first statement of a blocking method that is marked
   * {@link SyncOnly}.
   *
   * <p>Not async: for any thread. Never suspends.
   *
   * @param instead what to call instead, for the message; may be empty
   * @throws InsideCoroutineException inside a coroutine; the message names the calling method
   */
  public static void refuseInCoroutine(String instead) {
    if (inCoroutine()) {
      throw new InsideCoroutineException(CallSites.callerOf("refuseInCoroutine"), instead);
    }
  }

  /**
   * Runs the sync or the async form of a method, depending on the caller: the async form inside a
   * coroutine, where it suspends as that one does, and the sync form elsewhere.
   *
   * @param sync the form for ordinary threads; may block
   * @param async the form for coroutines
   * @param <T> the type of the result
   * @param <X> the type of exception that they throw
   * @return the result of the one that ran
   * @throws X if that one throws it
   */
  public static <T extends @Nullable Object, X extends Exception> T twoColours(
      @InPlace SyncCallable<? extends T, ? extends X> sync,
      @InPlace AsyncCallable<? extends T, ? extends X> async)
      throws X {
    return inCoroutine() ? async.call() : sync.call();
  }

  /**
   * Opens a way into this kernel for ordinary threads and callbacks; it is closed with the kernel
   * at the latest.
   *
   * @return the entry point; close it when it is no longer needed
   */
  @Async(Suspension.NEVER)
  public static EntryPoint entryPoint() {
    return EntryPoint.open();
  }

  private static Callable<@Nullable Void> returningNull(SyncRunnable<?> work) {
    return () -> {
      work.run();
      return null;
    };
  }

  static <X extends Exception> AsyncCallable<@Nullable Void, X> returningNull(
      AsyncRunnable<X> body) {
    return () -> {
      body.run();
      return null;
    };
  }
}
