package dev.gonzo;

import dev.gonzo.carrier.Carrier;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A computation that never runs by itself: somebody drives it, and it stops at its traps.
 *
 * <p>By hand, each step is a call:
 *
 * <pre>{@code
 * var greeting = Coroutine.of(() -> { sleep(ofSeconds(1)); return "Hello"; });
 * Step<String> step = greeting.send(null);    // Trapped(ReadClock)
 * step = greeting.send(0L);                   // Trapped(SleepUntil)
 * step = greeting.send(1_000_000_000L);       // Returned("Hello")
 * }</pre>
 *
 * <p>A kernel {@link #attach attaches} itself instead and answers traps on the coroutine's own
 * stack. Either way one thread at a time drives it. Whoever drives must hold no monitor: the JDK
 * would lend it to the coroutine. Under {@code -Dgonzo.debug=true} this is checked.
 *
 * <p>A coroutine that is dropped without ever having been driven is reported by a warning.
 *
 * @param <T> what it returns
 */
public final class Coroutine<T extends @Nullable Object> {
  private static final Carrier.Journey<Coroutine<?>> JOURNEY =
      new Carrier.Journey<>() {
        @Override
        public void ride(Coroutine<?> coroutine) {
          coroutine.ride();
        }

        @Override
        public void unblocked(Coroutine<?> coroutine) {
          coroutine.handler().unblocked();
        }
      };

  static {
    LastResort.prepare();
  }

  // Null from when it runs: what only its beginning needs is free for the collector while it waits.
  private @Nullable AsyncCallable<? extends T, ?> body;
  private @Nullable NeverDriven report;
  private @Nullable Carrier carrier;
  private @Nullable TrapHandler handler;
  private @Nullable Outcome<T> outcome;
  private @Nullable Task<?> task;

  private Coroutine(AsyncCallable<? extends T, ?> body, boolean reported) {
    this.body = Objects.requireNonNull(body);
    this.report = reported ? NeverDriven.watch(this) : null;
  }

  /**
   * Makes a coroutine, and runs nothing of it.
   *
   * @param body what it does
   * @param <T> what it returns
   * @return the coroutine, to be driven by hand, awaited or spawned
   */
  public static <T extends @Nullable Object> Coroutine<T> of(AsyncCallable<? extends T, ?> body) {
    return new Coroutine<>(body, true);
  }

  /** One that is driven at once, and so needs nobody to watch whether it ever is. */
  static <T extends @Nullable Object> Coroutine<T> unwatched(AsyncCallable<? extends T, ?> body) {
    return new Coroutine<>(body, false);
  }

  /**
   * Makes a trap in the name of the running coroutine: hands a request to whoever drives it, and
   * stands there until it is answered. All of Gonzo's async methods are made of this one.
   *
   * @param trap the request
   * @param <R> what it is answered with
   * @return the answer
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  public static <R extends @Nullable Object> R trap(Trap<R> trap) {
    if (!(Carrier.current() instanceof Coroutine<?> current)) {
      throw OutsideKernelException.here();
    }
    Task<?> task = current.task;
    if (task != null && task.isUnwinding() && trap.isCheckpoint()) {
      task.cancellation().noteCheckpoint(current, task.standsIn != null);
    }
    try {
      return current.handler().answer(trap);
    } catch (Exception exception) {
      throw Sneaky.rethrow(exception);
    }
  }

  /**
   * Does what {@link #trap(Trap)} does, for the traps that I/O is made of.
   *
   * @param trap the request
   * @param <R> what it is answered with
   * @return the answer
   * @throws IOException if the device, or the peer, has failed
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  @SuppressWarnings("RedundantThrows") // thrown by the kernel, past the compiler's eyes
  public static <R extends @Nullable Object> R trap(Trap.Net<R> trap) throws IOException {
    return trap((Trap<R>) trap);
  }

  /**
   * Does what {@link #trap(Trap)} does, for the traps that processes are made of.
   *
   * @param trap the request
   * @param <R> what it is answered with
   * @return the answer
   * @throws IOException if the system refuses
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  @SuppressWarnings("RedundantThrows") // thrown by the kernel, past the compiler's eyes
  public static <R extends @Nullable Object> R trap(Trap.Processes<R> trap) throws IOException {
    return trap((Trap<R>) trap);
  }

  /** Makes a trap for a coroutine that the running one drives: in that one the task stands then. */
  static <R extends @Nullable Object> R trapFor(Coroutine<?> inner, Trap<R> trap) {
    Task<?> task = runningTask();
    if (task == null || task.standsIn != null) {
      return trap(trap);
    }
    task.standsIn = inner;
    try {
      return trap(trap);
    } finally {
      task.standsIn = null;
    }
  }

  /**
   * Does what {@link #trap(Trap)} does, for the traps on files.
   *
   * @param trap the request
   * @param <R> what it is answered with
   * @return the answer
   * @throws IOException if the device has failed
   * @throws OutsideKernelException if no coroutine runs on this thread
   * @throws Cancelled if the task was cancelled and the trap is a checkpoint; the trap did nothing
   */
  @Async
  @SuppressWarnings("RedundantThrows") // thrown by the kernel, past the compiler's eyes
  public static <R extends @Nullable Object> R trap(Trap.Files<R> trap) throws IOException {
    return trap((Trap<R>) trap);
  }

  /**
   * Sends a cancellation back that has just arrived at a trap, to arrive again at the next
   * checkpoint: for an operation that another thread has completed at the same moment, so that it
   * returns what it is owed. Never suspends, and no checkpoint.
   *
   * @param thrown what the trap threw: a {@link Cancelled}, or the failure of which a group tells
   *     its owner
   * @return whether it arrives again; false if it is none of these, and is to be thrown
   */
  @Async
  public static boolean postpone(Throwable thrown) {
    return Task.current().cancellation().postpone(thrown);
  }

  /**
   * Refuses a call that is for ordinary threads only. For kernels.
   *
   * @param method its name, without parentheses
   * @throws IllegalStateException if a coroutine runs on the calling thread
   */
  public static void refuseInside(String method) {
    if (Carrier.current() instanceof Coroutine<?>) {
      throw new IllegalStateException(
          method
              + "(...) is the door for ordinary threads, and this is inside a coroutine: call the"
              + " body directly, or spawn it");
    }
  }

  /**
   * Tells the guests that are alive now: virtual threads that library code started inside
   * coroutines. For kernels.
   *
   * @param host which handlers' coroutines to look at
   * @return the guests; a snapshot
   */
  public static List<Thread> guests(Predicate<? super TrapHandler> host) {
    return Carrier.guests().entrySet().stream()
        .filter(guest ->
            guest.getValue() instanceof Coroutine<?> coroutine
                && coroutine.handler != null
                && host.test(coroutine.handler))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Answers the trap at which the coroutine stands, or begins it, and drives it to its next trap or
   * its end. Waits while the coroutine stands in a foreign block; an interrupt of the thread that
   * waits interrupts that block too. Works in an ordinary thread and inside another coroutine,
   * which is then the one that waits.
   *
   * @param answer the answer to the trap; null to begin
   * @return where it stopped
   * @throws IllegalArgumentException if the answer is not of the kind that the trap asks for; the
   *     coroutine still stands there
   * @throws IllegalStateException if it has ended, a kernel drives it, or another thread does
   */
  public Step<T> send(@Nullable Object answer) {
    return byHand().drive(answer, null, true);
  }

  /**
   * Does what {@link #send} does, but answers {@link Step.Blocked} instead of waiting for the end
   * of a foreign block. Sent null then, it looks again.
   *
   * @param answer the answer to the trap; null to begin, and while it is blocked
   * @return where it stopped
   * @throws IllegalArgumentException as {@link #send} does
   * @throws IllegalStateException as {@link #send} does
   */
  public Step<T> trySend(@Nullable Object answer) {
    return byHand().drive(answer, null, false);
  }

  /**
   * Makes the coroutine throw at the trap where it stands, and drives it to its next trap or its
   * end. One that has not begun ends at once, with nothing run.
   *
   * @param throwable what it throws
   * @return where it stopped
   * @throws IllegalStateException if it has ended, stands in a foreign block, a kernel drives it,
   *     or another thread does
   */
  public Step<T> raise(Throwable throwable) {
    return byHand().drive(null, Objects.requireNonNull(throwable), true);
  }

  /**
   * Unwinds the coroutine by a {@link Cancelled}, so that its {@code finally} blocks run; each trap
   * that they make meets another one. One that has not begun, or has ended, runs nothing.
   *
   * @throws IllegalStateException if it goes on trapping instead of ending, a kernel drives it, or
   *     another thread does
   * @throws TaskFailed if a clean-up failed; the cause is what it threw
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

  /**
   * Lets a kernel answer the traps on the coroutine's own stack, instead of stopping at each.
   *
   * @param handler who answers from now on
   * @throws IllegalStateException if it has begun, has ended, or has a handler
   */
  public void attach(TrapHandler handler) {
    attach(handler, null);
  }

  /** A task is to run it: nobody has begun it, and no other task is. */
  void takeOn(Task<?> task) {
    requireUndriven();
    if (this.task != null) {
      throw new IllegalStateException(
          "a task runs the coroutine " + this + " already: make another coroutine");
    }
    this.task = task;
  }

  private void requireUndriven() {
    if (handler != null || hasBegun()) {
      throw new IllegalStateException(
          "the coroutine "
              + this
              + " has begun, or has its driver already: a coroutine has one driver in its life");
    }
  }

  void attach(TrapHandler handler, @Nullable String threadName) {
    requireUndriven();
    carrier = Carrier.carrying(this, threadName, JOURNEY, false);
    this.handler = handler;
    driven();
  }

  /**
   * For the kernel that is attached: drives the coroutine until it stops.
   *
   * @return how it stopped
   */
  public Stop resume() {
    return carrier().drive();
  }

  /**
   * For the kernel that is attached, on the coroutine's own stack: stops here, until the next
   * {@link #resume}.
   *
   * @return false, at once, if the JVM cannot take the coroutine off its thread here
   */
  public boolean suspend() {
    return carrier().suspend();
  }

  /**
   * {@return how it ended} For kernels, after {@link Stop#ENDED}.
   *
   * @throws IllegalStateException if it has not ended
   */
  public Outcome<T> outcome() {
    if (outcome == null) {
      throw new IllegalStateException("the coroutine " + this + " has not ended");
    }
    return outcome;
  }

  /**
   * {@return the coroutine's thread: for its stack trace, and for interrupting a foreign block}
   *
   * @throws IllegalStateException if it has not begun
   */
  public Thread thread() {
    return carrier().thread();
  }

  /**
   * Runs the body in place, in the coroutine that asks for it, unless it has begun elsewhere.
   *
   * @return the outcome, or null if it has begun: then it is to be driven
   */
  @Nullable Outcome<T> runInPlace() {
    if (handler != null || hasBegun()) {
      return null;
    }
    driven();
    ride();
    return outcome();
  }

  /** Ends a coroutine that has not begun, with nothing run. */
  void endUnbegun(Outcome<T> outcome) {
    driven();
    body = null;
    this.outcome = outcome;
  }

  boolean hasBegun() {
    return carrier != null || body == null;
  }

  boolean isRunning() {
    return Carrier.current() == this;
  }

  private void driven() {
    if (report != null) {
      report.driven();
      report = null;
    }
  }

  private void ride() {
    AsyncCallable<? extends T, ?> run = Objects.requireNonNull(body, "a coroutine runs once");
    body = null;
    Outcome<T> end;
    try {
      // Two statements: the other way round, the object would be made first, and wait for the end.
      T value = run.call();
      end = new Outcome.Success<>(value);
    } catch (Throwable thrown) {
      end = LastResort.outcomeOf(thrown);
    }
    outcome = task == null ? end : leave(task, end);
  }

  /** Gives back what the task has left open. It ends whatever happens here. */
  private static <T extends @Nullable Object> Outcome<T> leave(Task<?> task, Outcome<T> end) {
    Outcome<T> left;
    try {
      left = task.leaveBlocks(end);
    } catch (Throwable failure) {
      left = LastResort.outcomeOf(failure);
    }
    Holding.abandonAll(task);
    return left;
  }

  /**
   * For the kernel that is attached: ends a coroutine that {@link #resume} could not run on. Its
   * {@code finally} blocks do not run.
   *
   * @param failure why; its outcome
   */
  public void giveUp(Throwable failure) {
    if (outcome == null) {
      outcome = LastResort.outcomeOf(failure);
    }
  }

  private ByHand<T> byHand() {
    if (handler == null) {
      takeInHand();
    }
    if (handler instanceof ByHand<?> hand) {
      @SuppressWarnings("unchecked") // made above, with this coroutine's type
      var mine = (ByHand<T>) hand;
      return mine;
    }
    throw new IllegalStateException(
        "the coroutine " + this + " is driven by its kernel: join or cancel its task instead");
  }

  /** Of two threads that come to begin it, one is told that the other drives it. */
  private synchronized void takeInHand() {
    if (handler == null) {
      if (hasBegun()) {
        throw new IllegalStateException("the coroutine " + this + " was awaited: it has run");
      }
      handler = new ByHand<>(this);
    }
  }

  /** Where it stands, for one who goes on driving what somebody else has begun by hand. */
  Step<T> resend() {
    return byHand().stand();
  }

  /** A cancellation is thrown in the running coroutine. */
  static void meets(Cancelled cancelled) {
    Task<?> task = runningTask();
    if (task != null && task.isUnwinding() && Carrier.current() instanceof Coroutine<?> current) {
      task.cancellation().metHere(cancelled, current);
    }
  }

  /** The task in whose name the running coroutine traps; null if only its driver can tell. */
  static @Nullable Task<?> runningTask() {
    if (!(Carrier.current() instanceof Coroutine<?> current)) {
      return null;
    }
    TrapHandler handler = current.handler;
    return handler == null ? current.task : handler.task(current.task);
  }

  /** Whether an async method can be called here: a generator is where its consumer is. */
  static boolean isInside() {
    return Carrier.current() instanceof Coroutine<?> current
        && (current.handler == null || current.handler.isInside());
  }

  /**
   * Refuses a call of an async method outside every coroutine. For those that never suspend, and so
   * make no trap that would say it.
   *
   * @throws OutsideKernelException if no coroutine runs on this thread
   */
  public static void requireInside() {
    if (!isInside()) {
      throw OutsideKernelException.here();
    }
  }

  /**
   * Refuses to drive a coroutine while the calling thread holds a monitor, which the JDK would lend
   * to the coroutine and take from the driver. For kernels, before they take anything out of their
   * queues. Finding it out is slow: without {@code -Dgonzo.debug=true} this does nothing.
   *
   * @throws IllegalStateException if the calling thread holds a monitor
   */
  public static void refuseHeldMonitors() {
    if (Debug.ENABLED) {
      HeldMonitors.refuse();
    }
  }

  /** The carrier of one that is driven by hand: made when it begins. */
  Carrier begun() {
    if (carrier == null) {
      carrier = Carrier.carrying(this, null, JOURNEY, true);
      driven();
    }
    return carrier;
  }

  private Carrier carrier() {
    if (carrier == null) {
      throw new IllegalStateException("the coroutine " + this + " has not begun");
    }
    return carrier;
  }

  private TrapHandler handler() {
    if (handler == null) {
      throw new AssertionError("a coroutine runs that nobody drives");
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

  /** How a coroutine stopped that a kernel drives. */
  public enum Stop {
    /** It suspended itself, and goes on when it is resumed. */
    SUSPENDED,
    /** It gave up its turn by {@code Thread.yield()}, and can be resumed at once. */
    YIELDED,
    /**
     * It stands in a foreign block, or could not be resumed because somebody was taking its stack
     * trace: {@link TrapHandler#unblocked} tells when resuming it again is worth while.
     */
    BLOCKED,
    /** It has ended, and has an {@link #outcome}. */
    ENDED
  }
}
