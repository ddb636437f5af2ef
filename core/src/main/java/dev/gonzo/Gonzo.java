package dev.gonzo;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.report.Places;
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
 * The door, and the async functions behind it.
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
 * <p><b>Checked exceptions.</b> A method that runs its body in place throws what the body throws,
 * which Java infers as one type: a body that throws two is inferred to throw the class that both
 * extend, {@code IOException} for two of its subclasses, but {@code Exception} for an {@code
 * IOException} and an {@code SQLException}. Where that is too wide, let the body throw one type
 * only: catch the other inside it, or wrap it there, as an {@code UncheckedIOException} does. No
 * overload can help, since a type parameter stands for one type.
 *
 * <p>{@link #run} is for ordinary threads; the others are async: they may be called only inside it,
 * and throw {@link OutsideKernelException} elsewhere.
 */
public final class Gonzo {
  private Gonzo() {}

  /**
   * Runs a program on the kernel that works best here, or that {@code -Dgonzo.kernel} names, and
   * waits for its end. When its main task has ended, the remaining tasks are cancelled and awaited.
   *
   * <p>Not async: for ordinary threads. An interrupt of the calling thread cancels the main task;
   * Ctrl-C and SIGTERM do too, and then end the program.
   *
   * @param main the body of the main task
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   * @throws DeadlockException if every task waits and nothing can ever wake one
   * @throws IllegalStateException inside a coroutine, or if the JVM lacks the flags that Gonzo
   *     needs; the message names them
   */
  public static <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main)
      throws X {
    return run(Kernels.open(), main);
  }

  /**
   * Does what {@link #run(AsyncCallable)} does, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @param <X> what it throws
   * @throws X as the body does
   */
  public static <X extends Exception> void run(AsyncRunnable<X> main) throws X {
    run(Kernels.open(), main);
  }

  /**
   * Does what {@link #run(AsyncCallable)} does, on a kernel of the caller's choice.
   *
   * @param kernel who answers the traps; it has not run yet
   * @param main the body of the main task
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   */
  public static <T extends @Nullable Object, X extends Exception> T run(
      Kernel kernel, AsyncCallable<T, X> main) throws X {
    return kernel.run(main);
  }

  /**
   * Does what {@link #run(AsyncCallable)} does, on a kernel of the caller's choice, for a body that
   * returns nothing.
   *
   * @param kernel who answers the traps; it has not run yet
   * @param main the body of the main task
   * @param <X> what it throws
   * @throws X as the body does
   */
  public static <X extends Exception> void run(Kernel kernel, AsyncRunnable<X> main) throws X {
    kernel.<@Nullable Void, X>run(returningNull(main));
  }

  /**
   * Begins a task beside the calling one.
   *
   * <p>Async, but never suspends, and no checkpoint. The task runs when the calling one suspends.
   *
   * @param body what it does
   * @param <T> what it returns
   * @return the task: join it, or its failure is reported
   */
  @Async
  public static <T extends @Nullable Object> Task<T> spawn(AsyncCallable<? extends T, ?> body) {
    return Coroutine.trap(new Spawn<T>(Coroutine.unwatched(body), null, false));
  }

  /**
   * Does what {@link #spawn(AsyncCallable)} does, for a body that returns nothing.
   *
   * @param body what it does
   * @return the task
   */
  @Async
  public static Task<@Nullable Void> spawn(AsyncRunnable<?> body) {
    return spawn(returningNull(body));
  }

  /**
   * Does what {@link #spawn(AsyncCallable)} does, with a name for reports.
   *
   * @param name what reports call it
   * @param body what it does
   * @param <T> what it returns
   * @return the task
   */
  @Async
  public static <T extends @Nullable Object> Task<T> spawn(
      String name, AsyncCallable<? extends T, ?> body) {
    return Coroutine.trap(new Spawn<T>(Coroutine.unwatched(body), name, false));
  }

  /**
   * Does what {@link #spawn(String, AsyncCallable)} does, for a body that returns nothing.
   *
   * @param name what reports call it
   * @param body what it does
   * @return the task
   */
  @Async
  public static Task<@Nullable Void> spawn(String name, AsyncRunnable<?> body) {
    return spawn(name, returningNull(body));
  }

  /**
   * Begins a daemon: a task that serves the others, which nobody joins and which ends with the main
   * task. If it fails, that is reported at once.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param name what reports call it
   * @param body what it does
   * @return the task
   */
  @Async
  public static Task<@Nullable Void> spawnDaemon(String name, AsyncRunnable<?> body) {
    return Coroutine.trap(
        new Spawn<@Nullable Void>(Coroutine.unwatched(returningNull(body)), name, true));
  }

  /**
   * Makes a task of a coroutine that has not begun.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param coroutine what the task runs
   * @param <T> what it returns
   * @return the task
   * @throws IllegalStateException if it has begun
   */
  @Async
  public static <T extends @Nullable Object> Task<T> spawn(Coroutine<T> coroutine) {
    return Coroutine.trap(new Spawn<>(coroutine, null, false));
  }

  /**
   * Runs a coroutine as a part of the calling one, to its end. One that has not begun runs in
   * place, as a call; the traps of one that has are made in the name of the calling task.
   *
   * <p>Suspends where the coroutine does. A cancellation is thrown in the coroutine.
   *
   * @param coroutine what to run; nobody else drives it
   * @param <T> what it returns
   * @return its result
   * @throws IllegalStateException if it has ended, or a kernel drives it
   */
  @Async
  public static <T extends @Nullable Object> T await(Coroutine<T> coroutine) {
    return Awaiting.await(coroutine);
  }

  /**
   * Sleeps.
   *
   * <p>Suspends; a checkpoint, also when there is nothing to wait for: then the other ready tasks
   * have their turn.
   *
   * @param duration how long, of any length; zero or less only gives up the turn
   */
  @Async
  public static void sleep(Duration duration) {
    long now = Coroutine.trap(new ReadClock());
    Coroutine.trap(new SleepUntil(Moments.after(now, duration)));
  }

  /**
   * Beats at even distances, for ever, without drift: {@code for (Duration passed :
   * every(ofMillis(10))) ...}. Each step of the loop sleeps until the next beat, and gets the time
   * from the beginning of the loop to it; beats that a slow body has missed are left out.
   *
   * <p>Each step suspends; a checkpoint.
   *
   * @param period the distance of two beats, longer than nothing
   * @return the beats
   * @throws IllegalArgumentException if the period is zero or negative
   */
  @Async
  public static Iterable<Duration> every(Duration period) {
    return new Ticks(period);
  }

  /**
   * Reads the wall clock, which somebody may set, forwards and backwards: for what people read, and
   * not for measuring.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return what it tells; in virtual time that is the year 2000, and later as time passes
   */
  @Async
  public static Instant wallClock() {
    return Coroutine.trap(new ReadWallClock());
  }

  /**
   * Waits until the wall clock has come to a time; not at all if it has already.
   *
   * <p>If the clock is set meanwhile, that counts: set back, it waits longer; set forwards past the
   * time, it ends within a minute. It never ends early by the clock as it stands then.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param when until when
   */
  @Async
  public static void sleepUntil(Instant when) {
    WallClock.sleepUntil(when);
  }

  /**
   * Reads bytes that nobody can foretell, fit for keys; in a simulation they are what its seed
   * says.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @param count how many
   * @return so many
   * @throws IllegalArgumentException if the count is negative
   */
  @Async
  public static byte[] entropy(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("cannot read " + count + " bytes");
    }
    return Coroutine.trap(new ReadEntropy(count));
  }

  /**
   * Reads the kernel's monotonic clock.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the time since an origin of the kernel's own: only differences mean something
   */
  @Async
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
   * Lets a cancellation that is due arrive, and does nothing else: for long computations.
   *
   * <p>A checkpoint; it suspends only if the task has gone on for long.
   */
  @Async
  public static void checkpoint() {
    Coroutine.trap(new Checkpoint());
  }

  /**
   * Tells which task is running.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the task that calls
   */
  @Async
  public static Task<?> currentTask() {
    return Task.current();
  }

  /**
   * Runs a block that has to be done in time.
   *
   * <p>Suspends where the body does. When the time is over, the body meets a {@link Cancelled}
   * where it is suspended, or at its next checkpoint, and may clean up. A body that ends late
   * without a checkpoint keeps its result. Deadlines nest: the outer one wins when both have
   * passed, and reaches the inner block's clean-up too. A task that was cancelled is not disturbed
   * by the deadlines it had.
   *
   * @param limit how long, of any length; zero or less: the block is entered, and cancelled at its
   *     first checkpoint; null: no deadline
   * @param body what to do
   * @param <T> what it returns
   * @param <X> what it throws; for several checked types see "Checked exceptions" at {@link Gonzo}
   * @return its result
   * @throws X as the body does
   * @throws DeadlineExceededException if the deadline has reached the body, and it ended by that
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T timeoutAfter(
      @Nullable Duration limit, AsyncCallable<T, X> body) throws X {
    return timeoutAfter(limit, (DeadlineBody<T, X>) _ -> body.call());
  }

  /**
   * Does what {@link #timeoutAfter(Duration, AsyncCallable)} does, for a body that returns nothing.
   *
   * @param limit how long; null: no deadline
   * @param body what to do
   * @param <X> what it throws
   * @throws X as the body does
   * @throws DeadlineExceededException if the deadline has reached the body, and it ended by that
   */
  @Async
  public static <X extends Exception> void timeoutAfter(
      @Nullable Duration limit, AsyncRunnable<X> body) throws X {
    Gonzo.<@Nullable Void, X>timeoutAfter(limit, returningNull(body));
  }

  /**
   * Does what {@link #timeoutAfter(Duration, AsyncCallable)} does, for a body that looks at its
   * deadline or moves it.
   *
   * @param limit how long; null: no deadline, until the body sets one
   * @param body what to do
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   * @throws DeadlineExceededException if the deadline has reached the body, and it ended by that
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T timeoutAfter(
      @Nullable Duration limit, DeadlineBody<T, X> body) throws X {
    return limit == null
        ? Blocks.withDeadline(Moments.NEVER, "not done in time", null, body)
        : Blocks.withDeadline(
            Moments.after(Coroutine.trap(new ReadClock()), limit), "not done within ", limit, body);
  }

  /**
   * The body of a block that looks at its deadline.
   *
   * @param <T> what it returns
   * @param <X> what it throws
   */
  @FunctionalInterface
  public interface DeadlineBody<T extends @Nullable Object, X extends Exception> {
    /**
     * Runs the block.
     *
     * @param deadline the block's deadline
     * @return its result
     * @throws X as the body does
     */
    @Async
    T call(Deadline deadline) throws X;
  }

  /**
   * Does what {@link #timeoutAfter(Duration, AsyncCallable)} does, with a point on the kernel's
   * clock.
   *
   * @param deadline a reading of {@link #now()}, or later; null: no deadline
   * @param body what to do
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   * @throws DeadlineExceededException if the deadline has reached the body, and it ended by that
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T timeoutAt(
      @Nullable Duration deadline, AsyncCallable<T, X> body) throws X {
    long at = deadline == null ? Moments.NEVER : Moments.at(deadline);
    return Blocks.withDeadline(at, "not done at ", deadline, _ -> body.call());
  }

  /**
   * Does what {@link #timeoutAt(Duration, AsyncCallable)} does, for a body that returns nothing.
   *
   * @param deadline a reading of {@link #now()}, or later; null: no deadline
   * @param body what to do
   * @param <X> what it throws
   * @throws X as the body does
   * @throws DeadlineExceededException if the deadline has reached the body, and it ended by that
   */
  @Async
  public static <X extends Exception> void timeoutAt(
      @Nullable Duration deadline, AsyncRunnable<X> body) throws X {
    Gonzo.<@Nullable Void, X>timeoutAt(deadline, returningNull(body));
  }

  /**
   * Runs a block that may be given up: like {@link #timeoutAfter(Duration, AsyncRunnable)}, but an
   * expired deadline is an answer, not an exception.
   *
   * @param limit how long; null: no deadline
   * @param body what to do
   * @param <X> what it throws
   * @return whether the block was done in time
   * @throws X as the body does
   */
  @Async
  public static <X extends Exception> boolean ignoreAfter(
      @Nullable Duration limit, AsyncRunnable<X> body) throws X {
    return Gonzo.<Boolean, X>ignoreAfter(
            limit,
            () -> {
              body.run();
              return true;
            })
        .isPresent();
  }

  /**
   * Runs a block that may be given up, and that returns a value: like {@link
   * #timeoutAfter(Duration, AsyncCallable)}, but an expired deadline is an answer, not an
   * exception. A null result is a result like any other, and is told from an expired deadline.
   *
   * <p>A body that can never end, as {@code () -> { while (true) ... }}, is taken for one that
   * returns a value, since it returns nothing at all.
   *
   * @param limit how long; null: no deadline
   * @param body what to do; may return null
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result; empty if the deadline has reached it
   * @throws X as the body does
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> InTime<T> ignoreAfter(
      @Nullable Duration limit, AsyncCallable<T, X> body) throws X {
    return Blocks.ignoring(limit, body);
  }

  /**
   * Runs a block in which no cancellation from outside arrives: it waits until the block is left.
   * Deadlines that the block itself sets work. Shields nest.
   *
   * @param body what to do
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the body does
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T withoutCancellation(
      AsyncCallable<T, X> body) throws X {
    return Blocks.shielded(body);
  }

  /**
   * Does what {@link #withoutCancellation(AsyncCallable)} does, for a body that returns nothing.
   *
   * @param body what to do
   * @param <X> what it throws
   * @throws X as the body does
   */
  @Async
  public static <X extends Exception> void withoutCancellation(AsyncRunnable<X> body) throws X {
    Gonzo.<@Nullable Void, X>withoutCancellation(returningNull(body));
  }

  /**
   * Runs a block, most often one wait, in which the task is between two pieces of work: a server's
   * wait for the next request. {@link Task#cancelWhenIdle} ends such waits first.
   *
   * <p>Everything inside the block counts as idle, also inside further blocks: a deadline, a group,
   * a select with a limit. A piece of work inside it that must not be cut short is put into {@link
   * #withoutCancellation}.
   *
   * <p>Suspends where the body does.
   *
   * @param body what to wait for
   * @param <T> what it returns
   * @param <X> what it throws; for several checked types see "Checked exceptions" at {@link Gonzo}
   * @return its result
   * @throws X as the body does
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T idle(AsyncCallable<T, X> body)
      throws X {
    return Blocks.idle(body);
  }

  /**
   * Equivalent to {@link #idle(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body what to wait for
   * @param <X> what it throws
   * @throws X as the body does
   */
  @Async
  public static <X extends Exception> void idle(AsyncRunnable<X> body) throws X {
    Gonzo.<@Nullable Void, X>idle(returningNull(body));
  }

  /**
   * Tells the cancellation that has been asked for and has not arrived: because it waits for the
   * next checkpoint, or for the end of a shield. It stays where it is.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the cancellation, the outermost if there are several
   */
  @Async
  public static Optional<Cancelled> pendingCancellation() {
    return Optional.ofNullable(Task.current().cancellation().pending());
  }

  /**
   * Returns the cancellation that has arrived in this task and is on its way out: the code that
   * runs now is clean-up. For a {@code close()} that finishes its work at a normal end, and gives
   * it up when its block was cancelled.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the cancellation, the last if there are several
   */
  @Async
  public static Optional<Cancelled> arrivedCancellation() {
    return Optional.ofNullable(Task.current().cancellation().arrived());
  }

  /**
   * Runs something that blocks in native code in a thread outside the kernel, and waits for it.
   *
   * <p>Suspends; a checkpoint. Cancelled before the thread took the work, the work never runs;
   * cancelled later, the thread is interrupted and its end awaited. A result that comes all the
   * same is returned, and the cancellation waits for the next checkpoint.
   *
   * <p>A kernel runs 64 pieces of such work at the same time ({@code -Dgonzo.threads.work=128} for
   * more), and others wait for them. Give work that can be stuck a {@link ThreadLimit} of its own,
   * so that it takes no threads from the rest.
   *
   * @param work what to run; not async
   * @param <T> its result
   * @return its result
   * @throws Exception what the work throws
   */
  @Async
  public static <T extends @Nullable Object> T runInThread(Callable<T> work) throws Exception {
    return runInThread(work, OnCancel.INTERRUPT);
  }

  /**
   * Does what {@link #runInThread(Callable)} does, with another choice of what a cancellation does
   * to work that has begun.
   *
   * @param work what to run; not async
   * @param onCancel what becomes of it
   * @param <T> its result
   * @return its result
   * @throws Exception what the work throws
   */
  @Async
  public static <T extends @Nullable Object> T runInThread(Callable<T> work, OnCancel onCancel)
      throws Exception {
    return Coroutine.trap(new RunInThread<>(work, onCancel, null));
  }

  /**
   * Equivalent to {@link #runInThread(Callable)}, for work that returns nothing.
   *
   * @param work what to run; not async
   * @param <X> what it throws
   * @throws X as the work does
   */
  @Async
  public static <X extends Exception> void runInThread(SyncRunnable<X> work) throws X {
    runInThread(work, OnCancel.INTERRUPT);
  }

  /**
   * Equivalent to {@link #runInThread(Callable, OnCancel)}, for work that returns nothing.
   *
   * @param work what to run; not async
   * @param onCancel what becomes of work that has begun when the task is cancelled
   * @param <X> what it throws
   * @throws X as the work does
   */
  @Async
  public static <X extends Exception> void runInThread(SyncRunnable<X> work, OnCancel onCancel)
      throws X {
    Coroutine.trap(new RunInThread<>(returningNull(work), onCancel, null));
  }

  /**
   * Equivalent to {@link #runInThread(ThreadLimit, Callable)}, for work that returns nothing.
   *
   * @param limit how many threads such work uses at the same time
   * @param work what to run; not async
   * @param <X> what it throws
   * @throws X as the work does
   */
  @Async
  public static <X extends Exception> void runInThread(ThreadLimit limit, SyncRunnable<X> work)
      throws X {
    Coroutine.trap(
        new RunInThread<>(returningNull(work), OnCancel.INTERRUPT, null, limit.places()));
  }

  /**
   * Equivalent to {@link #runInThread(Callable)}, under a limit of its own instead of the kernel's.
   *
   * <p>Suspends, also while all threads of the limit are in use; a checkpoint. Cancelled while it
   * waits for one, the work never runs.
   *
   * @param limit how many threads such work uses at the same time
   * @param work what to run; not async
   * @param <T> its result
   * @return its result
   * @throws Exception what the work throws
   */
  @Async
  public static <T extends @Nullable Object> T runInThread(ThreadLimit limit, Callable<T> work)
      throws Exception {
    return runInThread(limit, work, OnCancel.INTERRUPT);
  }

  /**
   * Equivalent to {@link #runInThread(Callable, OnCancel)}, under a limit of its own instead of the
   * kernel's.
   *
   * <p>Suspends, also while all threads of the limit are in use; a checkpoint. Cancelled while it
   * waits for one, the work never runs.
   *
   * @param limit how many threads such work uses at the same time
   * @param work what to run; not async
   * @param onCancel what becomes of work that has begun when the task is cancelled
   * @param <T> its result
   * @return its result
   * @throws Exception what the work throws
   */
  @Async
  public static <T extends @Nullable Object> T runInThread(
      ThreadLimit limit, Callable<T> work, OnCancel onCancel) throws Exception {
    return Coroutine.trap(new RunInThread<>(work, onCancel, null, limit.places()));
  }

  /**
   * Equivalent to {@link #runInThreadOrAbandon(Callable, Consumer)}, under a limit of its own
   * instead of the kernel's.
   *
   * <p>Suspends, also while all threads of the limit are in use; a checkpoint. Cancelled while it
   * waits for one, the work never runs.
   *
   * @param limit how many threads such work uses at the same time
   * @param work what to run; not async
   * @param late takes a result that comes after the task has left, in the work's thread: to close
   *     it
   * @param <T> its result
   * @return its result
   * @throws Exception what the work throws
   */
  @Async
  public static <T extends @Nullable Object> T runInThreadOrAbandon(
      ThreadLimit limit, Callable<? extends T> work, Consumer<? super T> late) throws Exception {
    return Coroutine.trap(new RunInThread<T>(work, OnCancel.ABANDON, late, limit.places()));
  }

  /**
   * Does what {@link #runInThread(Callable)} does, but a cancelled task abandons the work and
   * leaves at once.
   *
   * @param work what to run; not async
   * @param late takes the result that comes after that, in the work's thread: to close it
   * @param <T> its result
   * @return its result
   * @throws Exception what the work throws
   */
  @Async
  public static <T extends @Nullable Object> T runInThreadOrAbandon(
      Callable<? extends T> work, Consumer<? super T> late) throws Exception {
    return Coroutine.trap(new RunInThread<T>(work, OnCancel.ABANDON, late));
  }

  /**
   * Waits for a callback.
   *
   * <pre>{@code
   * byte[] bytes = suspendUntil(resumer ->
   *     client.get(url, resumer::resume, resumer::fail));
   * }</pre>
   *
   * <p>Suspends; a checkpoint, also when the callback has come already. A callback that comes after
   * a cancellation is ignored; {@link Resumer} has hooks for both.
   *
   * @param start called at once, in the calling task: begins the operation, and passes the resumer
   *     to it
   * @param <T> what the callback is told
   * @param <X> what {@code start} throws
   * @return what the resumer was resumed with
   * @throws X as {@code start} does; what the resumer was failed with is thrown as it is
   */
  @Async
  public static <T extends @Nullable Object, X extends Exception> T suspendUntil(
      Resumer.Start<T, X> start) throws X {
    return Resumer.await(start);
  }

  /**
   * Waits for a {@code CompletableFuture}, or another stage.
   *
   * <p>Suspends; a checkpoint, also when it is complete. A cancellation cancels the future, once.
   *
   * @param stage what to wait for
   * @param <T> its result
   * @return its result
   * @throws Exception what it has failed with, without the wrapping
   * @throws java.util.concurrent.CancellationException if somebody else has cancelled it
   */
  @Async
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
    return Futures.await(stage);
  }

  /**
   * Waits for a future of the JDK that can only be waited for: a foreign block.
   *
   * <p>Holds up the calling task only; a checkpoint. A cancellation cancels the future, once.
   *
   * @param future what to wait for
   * @param <T> its result
   * @return its result
   * @throws Exception what it has failed with, without the wrapping
   * @throws java.util.concurrent.CancellationException if somebody else has cancelled it
   */
  @Async
  public static <T extends @Nullable Object> T awaitFuture(Future<T> future) throws Exception {
    return Futures.await(future);
  }

  /**
   * Tells whether async methods can be called here: inside a coroutine, and in lambdas, streams and
   * constructors that run in it; not in threads that it has started, and not in a generator that an
   * ordinary thread iterates.
   *
   * <p>Not async: for any thread. Never suspends.
   *
   * @return whether this is inside a coroutine
   */
  public static boolean inCoroutine() {
    return Coroutine.isInside();
  }

  /**
   * Refuses to go on inside a coroutine: the first statement of a method that blocks, and that is
   * marked {@link SyncOnly}.
   *
   * <p>Not async: for any thread. Never suspends.
   *
   * @param instead what to call there, for the message; empty if there is nothing
   * @throws InsideCoroutineException inside a coroutine; it names the calling method
   */
  public static void refuseInCoroutine(String instead) {
    if (inCoroutine()) {
      throw new InsideCoroutineException(Places.callerOf("refuseInCoroutine"), instead);
    }
  }

  /**
   * Makes one method of two colours: runs the one that is right here. Inside a coroutine it
   * suspends where the async one does.
   *
   * @param sync for ordinary threads; may block
   * @param async for coroutines
   * @param <T> what they return
   * @param <X> what they throw
   * @return the result of the one that ran
   * @throws X as that one does
   */
  public static <T extends @Nullable Object, X extends Exception> T twoColours(
      SyncCallable<? extends T, ? extends X> sync, AsyncCallable<? extends T, ? extends X> async)
      throws X {
    return inCoroutine() ? async.call() : sync.call();
  }

  /**
   * Opens a way into this kernel for ordinary threads and callbacks.
   *
   * <p>Async, but never suspends, and no checkpoint.
   *
   * @return the way in; close it when nobody needs it any more
   */
  @Async
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
