package dev.gonzo;

import dev.gonzo.carrier.Carrier;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Log;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A computation that can be suspended. It does not run by itself: a driver runs it from trap to
 * trap.
 *
 * <p>Driven by hand, each step is a call:
 *
 * <pre>{@code
 * var greeting = Coroutine.of(() -> { sleep(ofSeconds(1)); return "Hello"; });
 * Step<String> step = greeting.send(null);         // Trapped(ReadClock)
 * step = greeting.send(new Moment(0));              // Trapped(Sleep)
 * step = greeting.send(new Moment(1_000_000_000));  // Returned("Hello")
 * }</pre>
 *
 * <p>A kernel {@link CoroutineDriver#attach attaches} itself instead, and answers traps on the
 * coroutine's own stack. In both cases only one thread at a time drives it. The driving thread must
 * hold no monitor, because the JDK would treat it as held by the coroutine; {@code
 * -Dgonzo.debug=true} checks this.
 *
 * <p>A coroutine that is garbage-collected without ever having been driven is reported by a
 * warning.
 *
 * @param <T> the type of the result
 */
public final class Coroutine<T extends @Nullable Object> {
  private static final Carrier.Body<Coroutine<?>> BODY =
      new Carrier.Body<>() {
        @Override
        public void run(Coroutine<?> coroutine) {
          coroutine.run();
        }

        @Override
        public void unblocked(Coroutine<?> coroutine) {
          coroutine.handler().unblocked();
        }

        @Override
        public void foreignThreadStarted(Coroutine<?> coroutine, Thread foreign) {
          coroutine.handler().foreignThreadStarted(foreign);
        }

        @Override
        public boolean takesForeignThread(Coroutine<?> coroutine, Thread foreign, Runnable run) {
          return coroutine.handler().takeForeignThread(foreign, run);
        }

        @Override
        public void foreignThreadEnded(Coroutine<?> coroutine, Thread foreign) {
          coroutine.handler().foreignThreadEnded(foreign);
        }
      };

  static {
    LastResort.prepare();
  }

  // Set to null when it starts, so that objects needed only at the start can be collected early.
  private @Nullable AsyncCallable<? extends T, ?> body;
  private @Nullable CoroutineDropReport report;
  private final @Nullable Consumer<? super Outcome<T>> ended;
  private @Nullable Carrier carrier;
  @Nullable TrapHandler handler;
  private @Nullable Outcome<T> outcome;
  private @Nullable Task<?> task;

  private Coroutine(
      AsyncCallable<? extends T, ?> body,
      @Nullable Consumer<? super Outcome<T>> ended,
      boolean reported) {
    this.body = Objects.requireNonNull(body);
    this.ended = ended;
    this.report = reported ? CoroutineDropReport.watch(this) : null;
  }

  /**
   * Creates a coroutine without running any of its body.
   *
   * @param body the code to run
   * @param <T> the type of the result
   * @return the coroutine; drive it by hand, await it or spawn it
   */
  public static <T extends @Nullable Object> Coroutine<T> of(
      @Elsewhere AsyncCallable<? extends T, ?> body) {
    return new Coroutine<>(body, null, true);
  }

  /**
   * Creates a coroutine with an action that runs at its end in every case. A {@code finally} block
   * in the body is not enough: if the coroutine's thread cannot be started, the coroutine ends with
   * that error and none of its body runs.
   *
   * @param body the code to run
   * @param ended called once with the outcome, at the end of the coroutine; if the coroutine could
   *     not start or continue, it is called on the thread that drives it. It must not suspend. An
   *     exception that it throws is logged
   * @param <T> the type of the result
   * @return the coroutine; drive it by hand, await it or spawn it
   */
  public static <T extends @Nullable Object> Coroutine<T> of(
      @Elsewhere AsyncCallable<? extends T, ?> body, Consumer<? super Outcome<T>> ended) {
    return new Coroutine<>(body, Objects.requireNonNull(ended), true);
  }

  /** A body without a result as one that returns null. */
  static <X extends Exception> AsyncCallable<@Nullable Void, X> returningNull(
      AsyncRunnable<X> body) {
    return () -> {
      body.run();
      return null;
    };
  }

  /** A coroutine that is driven at once, so that no warning for an undriven one is needed. */
  static <T extends @Nullable Object> Coroutine<T> unwatched(AsyncCallable<? extends T, ?> body) {
    return new Coroutine<>(body, null, false);
  }

  /** Like {@link #of(AsyncCallable, Consumer)}, for a coroutine that is driven at once. */
  static <T extends @Nullable Object> Coroutine<T> unwatched(
      AsyncCallable<? extends T, ?> body, Consumer<? super Outcome<T>> ended) {
    return new Coroutine<>(body, ended, false);
  }

  /**
   * Makes a trap in the running coroutine: passes a request to its driver, and suspends until the
   * driver answers. All async methods of Gonzo are built on this one.
   *
   * @param trap the request
   * @param <R> the type of the answer
   * @return the answer
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  public static <R extends @Nullable Object> R trap(Trap<R> trap) {
    if (!(Carrier.current() instanceof Coroutine<?> current)) {
      throw OutsideKernelException.here();
    }
    TrapHandler handler = current.handler();
    Task<?> task = current.task == null ? handler.task(null) : current.task;
    if (task != null && task.isUnwinding() && trap.isCheckpoint()) {
      task.cancellation().noteCheckpoint(current, task.waitingInside != null);
    }
    try {
      return handler.answer(trap);
    } catch (Exception exception) {
      throw Rethrow.unchecked(exception);
    }
  }

  /**
   * Equivalent to {@link #trap(Trap)}, for the traps of network I/O.
   *
   * @param trap the request
   * @param <R> the type of the answer
   * @return the answer
   * @throws IOException if the device or the peer has failed
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  @SuppressWarnings("RedundantThrows") // thrown by the kernel without a declaration
  public static <R extends @Nullable Object> R trap(NetTrap<R> trap) throws IOException {
    return trap((Trap<R>) trap);
  }

  /**
   * Equivalent to {@link #trap(Trap)}, for the traps of processes.
   *
   * @param trap the request
   * @param <R> the type of the answer
   * @return the answer
   * @throws IOException if the operating system refuses
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  @SuppressWarnings("RedundantThrows") // thrown by the kernel without a declaration
  public static <R extends @Nullable Object> R trap(ProcessTrap<R> trap) throws IOException {
    return trap((Trap<R>) trap);
  }

  /**
   * Makes a trap on behalf of a coroutine that the running one drives; reports then show the task
   * as waiting in the inner one.
   */
  static <R extends @Nullable Object> R trapFor(Coroutine<?> inner, Trap<R> trap) {
    Task<?> task = runningTask();
    if (task == null || task.waitingInside != null) {
      return trap(trap);
    }
    task.waitingInside = inner;
    try {
      return trap(trap);
    } finally {
      task.waitingInside = null;
    }
  }

  /**
   * Equivalent to {@link #trap(Trap)}, for the traps of files.
   *
   * @param trap the request
   * @param <R> the type of the answer
   * @return the answer
   * @throws IOException if the device has failed
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  @SuppressWarnings("RedundantThrows") // thrown by the kernel without a declaration
  public static <R extends @Nullable Object> R trap(FileTrap<R> trap) throws IOException {
    return trap((Trap<R>) trap);
  }

  /**
   * Throws if called inside a coroutine. For kernels' methods that are for ordinary threads only.
   *
   * @param method the method's name, without parentheses
   * @throws IllegalStateException if a coroutine runs on the calling thread
   */
  public static void requireOutside(String method) {
    if (Carrier.current() instanceof Coroutine<?>) {
      throw new IllegalStateException(
          method
              + "(...) is for ordinary threads, but was called inside a coroutine: call"
              + " the body directly, or spawn it");
    }
  }

  /**
   * Answers the trap at which the coroutine is suspended, or starts the coroutine, and drives it to
   * its next trap or its end. Waits while the coroutine is in a foreign block; an interrupt of the
   * waiting thread interrupts that block too. Works in an ordinary thread and inside another
   * coroutine, which then waits.
   *
   * @param answer the answer to the trap; null to start
   * @return where it stopped
   * @throws IllegalArgumentException if the answer does not have the trap's answer type; the
   *     coroutine stays at the trap
   * @throws IllegalStateException if it has ended, or a kernel or another thread drives it
   */
  public Step<T> send(@Nullable Object answer) {
    return byHand().drive(answer, null, true);
  }

  /**
   * Like {@link #send}, but returns {@link Step.Blocked} instead of waiting for the end of a
   * foreign block. To check again, call it with null.
   *
   * @param answer the answer to the trap; null to start, and while it is blocked
   * @return where it stopped
   * @throws IllegalArgumentException as {@link #send} does
   * @throws IllegalStateException as {@link #send} does
   */
  public Step<T> trySend(@Nullable Object answer) {
    return byHand().drive(answer, null, false);
  }

  /**
   * Throws an exception in the coroutine at the trap where it is suspended, and drives it to its
   * next trap or its end. A coroutine that has not started ends at once, without running.
   *
   * @param throwable the exception to throw
   * @return where it stopped
   * @throws IllegalStateException if it has ended or is in a foreign block, or a kernel or another
   *     thread drives it
   */
  public Step<T> raise(Throwable throwable) {
    return byHand().drive(null, Objects.requireNonNull(throwable), true);
  }

  /**
   * Unwinds the coroutine with a {@link Cancelled}, so that its {@code finally} blocks run; each
   * trap that they make throws another one. If it has not started, or has ended, nothing runs.
   *
   * @throws IllegalStateException if it keeps trapping instead of ending, or a kernel or another
   *     thread drives it
   * @throws TaskFailedException if a clean-up failed; the cause is the exception it threw
   */
  public void close() {
    if (outcome == null) {
      byHand().close();
    }
  }

  /** {@return whether it has returned or thrown} */
  public boolean isDone() {
    return outcome != null;
  }

  /** Assigns the coroutine to a task. It must not have started, nor belong to another task. */
  void takeOn(Task<?> task) {
    requireUndriven();
    if (this.task != null) {
      throw new IllegalStateException(
          "a task already runs the coroutine " + this + ": create another coroutine");
    }
    this.task = task;
  }

  private void requireUndriven() {
    if (handler != null || hasBegun()) {
      throw new IllegalStateException(
          "the coroutine "
              + this
              + " has started or already has a driver: a coroutine has only one driver,"
              + " and keeps it");
    }
  }

  /** Makes a kernel answer the traps, on the coroutine's own stack. */
  void attach(TrapHandler handler, @Nullable String threadName) {
    requireUndriven();
    carrier = Carrier.carrying(this, threadName, BODY, false);
    this.handler = handler;
    driven();
  }

  /** Drives the coroutine until it stops. For the attached kernel. */
  CoroutineDriver.Stop resume() {
    return carrier().drive();
  }

  /** Suspends the running coroutine. For the attached kernel, on the coroutine's own stack. */
  boolean suspend() {
    return carrier().suspend();
  }

  /** How it ended. */
  Outcome<T> outcome() {
    if (outcome == null) {
      throw new IllegalStateException("the coroutine " + this + " has not ended");
    }
    return outcome;
  }

  /** Its thread. */
  Thread thread() {
    return carrier().thread();
  }

  /**
   * Runs the body in place, in the calling coroutine, unless it has already started.
   *
   * @return the outcome; null if it had started, and so has to be driven
   */
  @Nullable Outcome<T> runInPlace() {
    if (handler != null || hasBegun()) {
      return null;
    }
    driven();
    run();
    return outcome();
  }

  /** Ends a coroutine that has not started, without running it. */
  void endUnbegun(Outcome<T> outcome) {
    driven();
    body = null;
    end(outcome);
  }

  boolean hasBegun() {
    return carrier != null || body == null;
  }

  boolean isCurrent() {
    return Carrier.current() == this;
  }

  private void driven() {
    if (report != null) {
      report.driven();
      report = null;
    }
  }

  private void run() {
    AsyncCallable<? extends T, ?> run = Objects.requireNonNull(body, "a coroutine runs only once");
    body = null;
    Outcome<T> end;
    try {
      // Two statements: in one, the Success would be allocated before the call, and live as long as
      // it.
      T value = run.call();
      end = new Outcome.Success<>(value);
    } catch (Throwable thrown) {
      end = LastResort.outcomeOf(thrown);
    }
    end(end);
  }

  /**
   * Ends the coroutine, after its body has ended or has been given up. Every coroutine ends here,
   * and it ends even if a step fails.
   */
  private void end(Outcome<T> end) {
    Outcome<T> left = task == null ? end : leaveBlocks(task, end);
    reportEnd(left);
    try {
      if (task != null) {
        Holding.abandonAll(task);
        task.letSelectsPass();
      }
    } finally {
      outcome = left;
    }
  }

  /** Closes the blocks that the task has left open. */
  private static <T extends @Nullable Object> Outcome<T> leaveBlocks(Task<?> task, Outcome<T> end) {
    try {
      return task.leaveBlocks(end);
    } catch (Throwable failure) {
      return LastResort.outcomeOf(failure);
    }
  }

  private void reportEnd(Outcome<T> end) {
    if (ended != null) {
      try {
        ended.accept(end);
      } catch (Throwable failure) {
        Log.warn("the action at the end of a coroutine has failed", failure);
      }
    }
  }

  /** Ends a coroutine that could not be started or continued. For the attached kernel. */
  void giveUp(Throwable failure) {
    if (outcome == null) {
      Outcome<T> end = LastResort.outcomeOf(failure);
      Carrier.runInPlaceOf(this, () -> endUnbegun(end));
    }
  }

  /** Like {@link #resume}, but a coroutine whose thread cannot be started ends with that error. */
  CoroutineDriver.Stop resumeOrGiveUp() {
    try {
      return carrier().drive();
    } catch (Throwable failure) {
      if (!carrier().isLost()) {
        throw failure;
      }
      giveUp(failure);
      return CoroutineDriver.Stop.ENDED;
    }
  }

  private ByHand<T> byHand() {
    if (handler == null) {
      takeInHand();
    }
    if (handler instanceof ByHand<?> hand) {
      @SuppressWarnings("unchecked") // created above, with this coroutine's type
      var mine = (ByHand<T>) hand;
      return mine;
    }
    throw new IllegalStateException(
        "the coroutine " + this + " is driven by a kernel: join or cancel its task instead");
  }

  /** Synchronized, so that if two threads try to start it, the second gets an exception. */
  private synchronized void takeInHand() {
    if (handler == null) {
      if (hasBegun()) {
        throw new IllegalStateException(
            "the coroutine " + this + " was awaited, so it has already run");
      }
      handler = new ByHand<>(this);
    }
  }

  /** The last step again, for code that takes over a coroutine that was started by hand. */
  Step<T> resend() {
    return byHand().stand();
  }

  /** Records that a cancellation is being thrown in the running coroutine. */
  static void meets(Cancelled cancelled) {
    Task<?> task = runningTask();
    if (task != null && task.isUnwinding() && Carrier.current() instanceof Coroutine<?> current) {
      task.cancellation().metHere(cancelled, current);
    }
  }

  /** The task on whose behalf the running coroutine traps; null if only its driver knows. */
  static @Nullable Task<?> runningTask() {
    if (!(Carrier.current() instanceof Coroutine<?> current)) {
      return null;
    }
    TrapHandler handler = current.handler;
    return handler == null ? current.task : handler.task(current.task);
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
  public static boolean isRunning() {
    return Carrier.current() instanceof Coroutine<?> current
        && (current.handler == null || current.handler.isInside());
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
  public static void refuseBlocking(String instead) {
    if (isRunning()) {
      throw new InsideCoroutineException(CallSites.callerOf("refuseBlocking"), instead);
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
  public static <T extends @Nullable Object, X extends Exception> T syncOrAsync(
      @InPlace SyncCallable<? extends T, ? extends X> sync,
      @InPlace AsyncCallable<? extends T, ? extends X> async)
      throws X {
    return isRunning() ? async.call() : sync.call();
  }

  /**
   * Throws if called outside a coroutine. For async methods that never suspend, and so make no trap
   * that would check it.
   *
   * @throws OutsideKernelException if no coroutine runs on this thread
   */
  public static void requireInside() {
    if (!isRunning()) {
      throw OutsideKernelException.here();
    }
  }

  /** Creates the carrier of a coroutine that is driven by hand, when it starts. */
  void begin() {
    if (carrier == null) {
      carrier = Carrier.carrying(this, null, BODY, true);
      driven();
    }
  }

  private Carrier carrier() {
    if (carrier == null) {
      throw new IllegalStateException("the coroutine " + this + " has not begun");
    }
    return carrier;
  }

  private TrapHandler handler() {
    if (handler == null) {
      throw new AssertionError("a coroutine runs without a driver");
    }
    return handler;
  }

  @Override
  public String toString() {
    AsyncCallable<? extends T, ?> unbegun = body;
    String state = outcome != null ? "ended" : hasBegun() ? "begun" : "not begun";
    return unbegun == null
        ? "Coroutine[" + state + "]"
        : "Coroutine[" + unbegun.getClass().getSimpleName() + ", " + state + "]";
  }
}
