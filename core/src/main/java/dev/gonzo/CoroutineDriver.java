package dev.gonzo;

import dev.gonzo.carrier.Carrier;
import dev.gonzo.report.Debug;
import dev.gonzo.trap.Trap;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Drives coroutines whose traps a kernel answers on the coroutine's own stack, instead of stopping
 * at each. For kernels, and for code that drives coroutines itself, such as generators. Only the
 * thread that drives a coroutine may call these methods for it, if they do not say otherwise.
 */
public final class CoroutineDriver {
  private CoroutineDriver() {}

  /**
   * Creates a coroutine without running any of its body. Unlike one of {@link Coroutine#of}, it is
   * not reported if it is never driven: for code that may drop it.
   *
   * @param body the code to run
   * @param <T> the type of the result
   * @return the coroutine
   */
  public static <T extends @Nullable Object> Coroutine<T> unwatched(
      @Elsewhere AsyncCallable<? extends T, ?> body) {
    return Coroutine.unwatched(body);
  }

  /**
   * Makes a kernel answer the traps of a coroutine.
   *
   * @param coroutine the coroutine
   * @param handler answers all traps of the coroutine from now on
   * @throws IllegalStateException if it has begun, has ended, or has a handler
   */
  public static void attach(Coroutine<?> coroutine, TrapHandler handler) {
    coroutine.attach(handler, null);
  }

  /**
   * Drives the coroutine until it stops.
   *
   * @param coroutine the attached coroutine
   * @return how it stopped
   * @throws IllegalStateException if no kernel is attached to it
   */
  public static Stop resume(Coroutine<?> coroutine) {
    return coroutine.resume();
  }

  /**
   * Drives the coroutine until it stops, like {@link #resume}. If its thread cannot be started or
   * continued, the coroutine {@link #giveUp ends} with that failure.
   *
   * @param coroutine the attached coroutine
   * @return how it stopped
   */
  public static Stop resumeOrGiveUp(Coroutine<?> coroutine) {
    return coroutine.resumeOrGiveUp();
  }

  /**
   * Makes a trap on behalf of a coroutine that the running one drives. Reports then show the task
   * as waiting in the inner coroutine. Suspends where {@link Coroutine#trap(Trap)} does.
   *
   * @param inner the coroutine that has asked
   * @param trap its request
   * @param <R> the type of the answer
   * @return the answer
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  public static <R extends @Nullable Object> R trapFor(Coroutine<?> inner, Trap<R> trap) {
    return Coroutine.trapFor(inner, trap);
  }

  /**
   * {@return the task on whose behalf the running coroutine makes its traps} Null outside tasks,
   * and if only the driver of the coroutine knows. For any thread; never suspends.
   */
  public static @Nullable Task<?> runningTask() {
    return Coroutine.runningTask();
  }

  /**
   * {@return how many blocks with deadlines, shields, groups and task-local values are open in the
   * {@link #runningTask}} 0 without a task. For any thread; never suspends.
   */
  public static int openBlocks() {
    Task<?> task = Coroutine.runningTask();
    Scope innermost =
        task == null || task.cancellation == null ? null : task.cancellation.innermost();
    return innermost == null ? 0 : innermost.depth();
  }

  /**
   * Returns what to throw in the running coroutine for an exception that its driver raises there. A
   * {@link Cancelled} arrives: its stack trace becomes that of this place. On the coroutine's own
   * stack; never suspends.
   *
   * @param raised the exception that the driver raises
   * @return the exception to throw, at once
   */
  public static Throwable arrivingHere(Throwable raised) {
    return raised instanceof Cancelled cancelled ? cancelled.arrive() : raised;
  }

  /**
   * Suspends the running coroutine until the next {@link #resume}. On the coroutine's own stack.
   *
   * @param coroutine the attached coroutine
   * @return false, at once, if the JVM cannot unmount the coroutine here
   * @throws IllegalStateException if no kernel is attached to it
   */
  public static boolean suspend(Coroutine<?> coroutine) {
    return coroutine.suspend();
  }

  /**
   * Returns how a coroutine ended, after {@link Stop#ENDED}.
   *
   * @param coroutine the coroutine
   * @param <T> the type of its result
   * @return the outcome
   * @throws IllegalStateException if it has not ended
   */
  public static <T extends @Nullable Object> Outcome<T> outcome(Coroutine<T> coroutine) {
    return coroutine.outcome();
  }

  /**
   * Returns the coroutine's thread, for its stack trace and for interrupting a foreign block.
   *
   * @param coroutine the coroutine
   * @return its thread
   * @throws IllegalStateException if it has not started
   */
  public static Thread thread(Coroutine<?> coroutine) {
    return coroutine.thread();
  }

  /**
   * Ends a coroutine that {@link #resume} could not start or continue. Its group, its joiners and
   * all others that wait for it see an ordinary failure, but its {@code finally} blocks do not run.
   * Calling it again has no effect. On the thread that drives it.
   *
   * @param coroutine the attached coroutine
   * @param failure the reason, which becomes its outcome
   * @throws OutOfMemoryError if there is no memory for the first step; call it again later
   */
  public static void giveUp(Coroutine<?> coroutine, Throwable failure) {
    coroutine.giveUp(failure);
  }

  /**
   * Lists the foreign threads that are alive: virtual threads that library code started inside
   * coroutines.
   *
   * @param host selects the trap handlers whose coroutines count
   * @return a snapshot of the foreign threads, in the order in which they were created
   */
  public static List<Thread> foreignThreads(Predicate<? super TrapHandler> host) {
    return Carrier.foreignThreads().entrySet().stream()
        .filter(foreign ->
            foreign.getValue() instanceof Coroutine<?> coroutine
                && coroutine.handler != null
                && host.test(coroutine.handler))
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparingLong(Thread::threadId))
        .toList();
  }

  /**
   * Throws if the calling thread holds a monitor, which the JDK would treat as held by the
   * coroutine instead of the driver. Call it before it takes a task out of a queue. The check is
   * slow: without {@code -Dgonzo.debug=true} this does nothing.
   *
   * @throws IllegalStateException if the calling thread holds a monitor
   */
  public static void refuseHeldMonitors() {
    if (Debug.ENABLED) {
      HeldMonitors.refuse();
    }
  }

  /** How a coroutine that a kernel drives has stopped. */
  public enum Stop {
    /** It suspended itself, and continues when it is resumed. */
    SUSPENDED,
    /** It gave up its turn with {@code Thread.yield()}, and can be resumed at once. */
    YIELDED,
    /**
     * It is in a foreign block, or could not be resumed because a thread was taking its stack
     * trace. {@link TrapHandler#unblocked} is called when it can be resumed again.
     */
    BLOCKED,
    /** It has ended, and has an outcome. */
    ENDED
  }
}
