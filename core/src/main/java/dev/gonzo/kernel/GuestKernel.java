package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.report.Log;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that runs inside an existing event loop: a window toolkit's event queue, a game's frame
 * loop, a server's event loop. That loop, the host, steps it, on one thread at a time. All tasks
 * run on that thread, between the host's own events.
 *
 * <pre>{@code
 * var kernel = Kernels.guest(() -> SwingUtilities.invokeLater(this::step));
 * kernel.start(() -> { ... });         // the tasks run on the event dispatch thread
 *
 * void step() {
 *   Optional<Duration> pause = kernel.step(100);
 *   if (pause.isPresent() && pause.get().isZero()) SwingUtilities.invokeLater(this::step);
 * }
 * }</pre>
 *
 * <p>The callback {@code wake} is called when there is something to step, once until the next step.
 * {@link #step} returns how long nothing will be ready by itself.
 *
 * <p>With Gonzo's own devices ({@link Kernels#guest(Runnable)}), a separate thread waits for them
 * and for timers, and wakes the host; it runs no task. With a driver of the host's ({@link
 * #hosted}), no thread is added, and the host keeps the time.
 *
 * <p>A task runs <em>on</em> the host's thread, but to the JDK it is a thread of its own: {@code
 * Thread.currentThread()} is the task's virtual thread. So a library that checks whether it is
 * called on its event thread treats a task like any other thread: Swing's {@code revalidate} and
 * Netty's {@code write} queue the call.
 *
 * <p>The stepping thread must hold no monitor, since the JDK would lend it to the tasks ({@code
 * -Dgonzo.debug=true} checks this). If a host stops stepping, the tasks stay suspended with
 * everything they hold, and no {@code finally} block runs. So after {@link #close} step on until
 * {@link #isDone}. (The thread that waits for the devices logs a warning about a host that was
 * woken and does not step.)
 */
public final class GuestKernel implements Kernel {
  private static final Optional<Duration> AT_ONCE = Optional.of(Duration.ZERO);

  private final LoopKernel kernel;
  private final Driver driver;
  private final Clock clock;
  private final Runnable wake;
  private final GuestCalls calls;
  private final @Nullable DeviceThread devices;
  private final AtomicBoolean begun = new AtomicBoolean();
  // Whether the host waits to be woken, so that it is woken only once.
  private final AtomicBoolean asleep = new AtomicBoolean(true);
  private final AtomicReference<@Nullable Thread> stepper = new AtomicReference<>();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private volatile @Nullable MainRun<?> program;
  private volatile boolean serves;
  private volatile boolean done;
  // Used by the stepping thread only.
  private @Nullable Watchdog watchdog;
  private long restedUntil;

  private GuestKernel(Clock clock, Driver driver, Runnable wake, @Nullable Duration patience) {
    Carrier.requireAvailable();
    this.clock = clock;
    this.driver = driver;
    this.wake = wake;
    this.kernel =
        patience != null
            ? new LoopKernel(clock, driver)
            : new LoopKernel(clock, driver, this::wakeOnce);
    this.devices = patience != null ? new DeviceThread(kernel, this::wakeOnce, patience) : null;
    this.calls = new GuestCalls(kernel);
  }

  /**
   * Creates a kernel with a thread that waits for its devices; patience is after how long it warns
   * about a host that does not step.
   */
  static GuestKernel withDevices(Clock clock, Driver driver, Runnable wake, Duration patience) {
    return new GuestKernel(clock, driver, wake, patience);
  }

  /**
   * Creates a kernel that uses devices and timers of the host; no thread is added.
   *
   * @param clock its clock
   * @param driver its devices, closed with the kernel. They call {@link #wake} when they have made
   *     a task ready between two steps
   * @param wake asks the host to call {@link #step}; called on any thread, it must neither block
   *     nor step itself
   * @return a kernel that has not begun
   * @throws IllegalStateException if this JVM cannot run coroutines; the message says which flags
   *     to add
   */
  public static GuestKernel hosted(Clock clock, Driver driver, Runnable wake) {
    return new GuestKernel(clock, driver, wake, null);
  }

  @Override
  public String name() {
    return driver.name();
  }

  @Override
  public boolean supports(Class<?> group) {
    return LoopKernel.answers(group) || driver.supports(group);
  }

  /**
   * Returns a kernel that runs its program on this one's loop, observed from the first task on. As
   * both share the host's loop, one of them serves a run. A host that starts the kernel itself
   * calls {@link #observe} instead.
   */
  @Override
  public Kernel observedBy(Activation activation) {
    return copyOf(this).observedBy(activation);
  }

  /**
   * Returns a kernel that runs its program on this one's loop and leaves the signals alone. As both
   * share the host's loop, one of them serves a run. Kernels that the host starts with {@link
   * #start} never take over signals.
   */
  @Override
  public Kernel leavingSignals() {
    return copyOf(this).leavingSignals();
  }

  /**
   * Returns a copy, to be configured, of a kernel that runs its program on this guest. For kernels
   * that wrap a guest, to answer {@link Kernel#observedBy} and {@link Kernel#leavingSignals}.
   *
   * @param outer the kernel, whose {@code run} calls {@link #run}
   * @return a kernel that calls the {@code run} of that one
   */
  public Kernel copyOf(Kernel outer) {
    return new ConfiguredGuest(this, outer, List.of(), false);
  }

  /**
   * Begins to observe the kernel: from its first task on if it has not begun, else between two
   * turns. The activation is called on the thread that steps. Any thread may call it.
   *
   * @param activation the observer
   * @return stops observing when it is closed, between two turns; any thread may close it
   */
  public RunningKernel.Observation observe(Activation activation) {
    return kernel.observe(activation);
  }

  // ---------------------------------------------------------------- what it runs

  /**
   * Starts a program: its main task runs in the steps that follow. When it has ended, the other
   * tasks are cancelled and awaited. Any thread may call it.
   *
   * @param main the body of the main task
   * @param <T> what it returns
   * @return a future that completes in the step that ends the last task, with the result or
   *     exception that {@code run} would give, including {@link dev.gonzo.DeadlockException} and
   *     {@link Cancelled}. Dependent stages run inside that step. Cancelling it cancels the main
   *     task
   * @throws IllegalStateException if this kernel has begun
   */
  public <T extends @Nullable Object> CompletableFuture<T> start(
      @Elsewhere AsyncCallable<T, ?> main) {
    requireUnbegun();
    return begin(main);
  }

  /**
   * Equivalent to {@link #start(AsyncCallable)}, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @return a future that completes with null in the step that ends the last task
   * @throws IllegalStateException if this kernel has begun
   */
  public CompletableFuture<@Nullable Void> start(@Elsewhere AsyncRunnable<?> main) {
    return this.<@Nullable Void>start(returningNull(main));
  }

  private static <X extends Exception> AsyncCallable<@Nullable Void, X> returningNull(
      AsyncRunnable<X> body) {
    return () -> {
      body.run();
      return null;
    };
  }

  /**
   * Starts without a program: the kernel runs the bodies given to {@link #spawn}, until {@link
   * #close}. Any thread may call it.
   *
   * @throws IllegalStateException if this kernel has begun
   */
  public void start() {
    requireUnbegun();
    serve();
  }

  private void serve() {
    serves = true;
    CompletableFuture<@Nullable Void> _ = begin(GuestKernel::untilClosed);
  }

  private static @Nullable Void untilClosed() {
    Coroutine.trap(new WaitOn(new WaitQueue()));
    return null;
  }

  private void requireUnbegun() {
    if (!begun.compareAndSet(false, true)) {
      throw begunAlready();
    }
  }

  /** Refuses a second run, before anything is prepared for it. */
  void refuseBegun() {
    if (begun.get()) {
      throw begunAlready();
    }
  }

  private static IllegalStateException begunAlready() {
    return new IllegalStateException(
        "this kernel has begun already: a kernel serves one run, so create another");
  }

  private <T extends @Nullable Object> CompletableFuture<T> begin(AsyncCallable<T, ?> main) {
    var begun = new MainRun<>(kernel, main);
    var _ =
        begun.future.whenComplete((_, _) -> {
          if (begun.future.isCancelled()) {
            cancel("its future was cancelled", "the host");
          }
        });
    program = begun;
    wakeOnce();
    return begun.future;
  }

  /**
   * Runs a body as a task beside the others, for the host's handlers and listeners. Any thread may
   * call it, and so may a task. It starts a kernel that has not begun, without a program. After
   * {@link #start(AsyncCallable)}, the end of the program ends these tasks too, and does not wait
   * for later ones.
   *
   * @param body the body
   * @param <T> what it returns
   * @return a future that completes inside a step, when the task has ended; cancelling it cancels
   *     the task. It fails with a {@link dev.gonzo.KernelEndedException} if the kernel has ended
   */
  public <T extends @Nullable Object> CompletableFuture<T> spawn(
      @Elsewhere AsyncCallable<T, ?> body) {
    if (begun.compareAndSet(false, true)) {
      serve();
    }
    return calls.spawn(body);
  }

  /**
   * Equivalent to {@link #spawn(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the body
   * @return a future that completes with null inside a step, when the task has ended
   */
  public CompletableFuture<@Nullable Void> spawn(@Elsewhere AsyncRunnable<?> body) {
    return this.<@Nullable Void>spawn(returningNull(body));
  }

  /**
   * Runs a program from outside the host's loop, and blocks the calling thread until it has ended.
   * The calling thread must not be the one that steps.
   */
  @Override
  public <T extends @Nullable Object, X extends Exception> T run(
      @Elsewhere AsyncCallable<T, X> main) throws X {
    Coroutine.refuseInside("run");
    if (stepper.get() == Thread.currentThread()) {
      throw new IllegalStateException(
          "run(...) blocks, and this thread is the one that steps the kernel: call start(...)"
              + " instead");
    }
    var bySignal = new SignalledRun(this::cancel);
    T value;
    try {
      value = await(main, bySignal);
    } catch (Cancelled ended) {
      TerminationSignals.endProgram();
      throw ended;
    } catch (Throwable failure) {
      bySignal.endProgramUnlessMet(failure);
      throw failure;
    }
    bySignal.endProgramUnlessMet(null);
    return value;
  }

  private <T extends @Nullable Object, X extends Exception> T await(
      AsyncCallable<T, X> main, SignalledRun bySignal) throws X {
    boolean interrupted = false;
    // Before the program begins: a program that handles these signals itself must get them.
    TerminationSignals.begin(bySignal);
    try {
      CompletableFuture<T> future = start(main);
      // As a value, since waiting on a future unwraps some exceptions and wraps others.
      CompletableFuture<@Nullable Throwable> ended = future.handle((_, failure) -> failure);
      Throwable failure;
      while (true) {
        try {
          failure = ended.get();
          break;
        } catch (InterruptedException wanted) {
          interrupted = true;
          cancel("the thread that called run was interrupted", Thread.currentThread().getName());
        } catch (ExecutionException impossible) {
          throw new AssertionError(impossible);
        }
      }
      if (failure != null) {
        throw Rethrow.<X>unchecked(failure); // any exception of the program, these two included
      }
      return future.join();
    } finally {
      TerminationSignals.end(bySignal);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // ---------------------------------------------------------------- stepping

  /**
   * Runs ready tasks, and those that they make ready, for a number of turns. A turn lasts until its
   * task suspends, so the number bounds the host's wait only if the tasks suspend often enough.
   *
   * @param turns how many turns at most
   * @return how long nothing will be ready by itself: zero if more is ready now, so the host should
   *     step again after its other work; empty if only a wake-up can bring work. Until {@code wake}
   *     is called there is nothing to do, and a step does nothing
   * @throws IllegalStateException if another thread is stepping; in a task; or, under {@code
   *     -Dgonzo.debug=true}, if the calling thread holds a monitor. Nothing was run
   */
  public Optional<Duration> step(int turns) {
    Coroutine.refuseInside("step");
    Thread thread = Thread.currentThread();
    Thread other = stepper.compareAndExchange(null, thread);
    if (other == thread) {
      // A nested event loop inside a step, such as that of a dialog opened where a future was
      // completed.
      return Optional.empty();
    }
    if (other != null) {
      throw new IllegalStateException(
          other.getName() + " is stepping this kernel: one thread at a time may");
    }
    try {
      return stepAlone(turns);
    } finally {
      stepper.set(null);
    }
  }

  private Optional<Duration> stepAlone(int turns) {
    if (!mayStep()) {
      // This step uses up the wake-up that led to it, so that the next one calls the host again.
      // Reset this first and check for work after it: the waking thread does the two in the
      // opposite order.
      asleep.set(true);
    }
    MainRun<?> running = program;
    if (running == null || done) {
      return Optional.empty();
    }
    if (devices != null && !devices.isHostsTurn()) {
      return pause(restedUntil == Long.MAX_VALUE ? -1 : Math.max(0, restedUntil - clock.nanos()));
    }
    Coroutine.refuseHeldMonitors();
    asleep.set(false);
    try {
      kernel.rested();
      if (devices != null) {
        devices.stepped();
      }
      if (!running.isStarted()) {
        begin(running);
      }
      kernel.step(turns);
      calls.tellEndings();
      if (!kernel.isDone()) {
        return restOrGoOn();
      }
      end(running, null);
    } catch (Throwable fault) {
      end(running, broken(fault));
    }
    return Optional.empty();
  }

  private boolean mayStep() {
    return program != null && !done && (devices == null || devices.isHostsTurn());
  }

  private void begin(MainRun<?> running) {
    Log.prepare();
    if (serves) {
      kernel.openDoor();
    }
    // No thread is to be added, so there is a watchdog only if the user asked for one.
    if (devices != null || Watchdog.isAskedFor()) {
      String name = devices != null ? devices.name() : Thread.currentThread().getName();
      watchdog = Watchdog.start(kernel.turnMeter(), name);
    }
    running.start();
  }

  private Optional<Duration> restOrGoOn() {
    try {
      return rest(kernel.waitNanos());
    } catch (OutOfMemoryError full) {
      kernel.survive(full);
      return AT_ONCE;
    }
  }

  private Optional<Duration> rest(long nanos) {
    if (nanos == 0) {
      kernel.poll(0);
      return pause(0);
    }
    restedUntil = nanos < 0 ? Long.MAX_VALUE : clock.nanos() + nanos;
    asleep.set(true);
    if (devices != null) {
      devices.await(nanos);
    } else if (!kernel.rest()) {
      asleep.set(false);
      return pause(0);
    }
    return pause(nanos);
  }

  private static Optional<Duration> pause(long nanos) {
    return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }

  /** {@return whether all tasks have ended and the devices are closed} Any thread may call it. */
  public boolean isDone() {
    return done;
  }

  /**
   * Asks the host for a step through its callback, unless it has been asked since the last one. For
   * drivers whose events make tasks ready between two steps. Any thread may call it.
   */
  public void wake() {
    if (devices == null) {
      wakeOnce();
    } else {
      kernel.post(() -> {});
    }
  }

  private void wakeOnce() {
    if (asleep.compareAndSet(true, false)) {
      try {
        wake.run();
      } catch (Throwable gone) {
        // The thread that wakes a task must not get the host's exception. The host was not woken,
        // so the next wake-up tries again.
        asleep.set(true);
        Log.error("the guest's host cannot be woken", gone);
      }
    }
  }

  // ---------------------------------------------------------------- ending

  /**
   * Ends the kernel: cancels the main task and then the others, as at the end of {@code run}. Does
   * not wait; the clean-up runs in the steps that follow. Any thread may call it, any number of
   * times.
   *
   * @return a future that completes in the step that ends the last task
   */
  public CompletableFuture<@Nullable Void> close() {
    if (begun.compareAndSet(false, true)) {
      CompletableFuture<@Nullable Void> _ = begin(() -> null);
    } else {
      cancel("the kernel was closed", "the host");
    }
    return ended.copy();
  }

  /**
   * Ends the kernel without another step, because the host itself has ended. The tasks stay
   * suspended, and none of their {@code finally} blocks run; so if the host can still step, {@link
   * #close} and step on instead. The future of {@link #start(AsyncCallable)} fails with an {@link
   * IllegalStateException} that gives the reason, those of {@link #spawn} fail with a {@link
   * dev.gonzo.KernelEndedException}, and that of {@link #close} completes. Does not suspend. Any
   * thread may call it once no thread will step any more; it does nothing to a kernel that is done.
   *
   * @param reason what has happened, and what to do about it
   * @throws IllegalStateException if a thread is stepping, or if this kernel has devices of its own
   *     rather than the host's: step it until it is done
   */
  public void abandon(String reason) {
    if (devices != null) {
      throw new IllegalStateException(
          "this kernel's devices do not end with the host: close() it, and step on until isDone()");
    }
    Thread other = stepper.compareAndExchange(null, Thread.currentThread());
    if (other != null) {
      throw new IllegalStateException(
          other.getName()
              + " is stepping this kernel: abandon it only when no thread steps it any more");
    }
    try {
      begun.set(true);
      if (!done) {
        end(program, new IllegalStateException(reason));
      }
    } finally {
      stepper.set(null);
    }
  }

  private void cancel(String reason, String requester) {
    cancel(new Cancelled(reason, requester));
  }

  private void cancel(Cancelled cancelled) {
    kernel.post(() -> kernel.cancelMain(cancelled));
  }

  private static IllegalStateException broken(Throwable fault) {
    return new IllegalStateException("the kernel broke: " + fault, fault);
  }

  /** Ends the kernel; before its tasks have ended, if a reason is given. */
  private void end(@Nullable MainRun<?> running, @Nullable IllegalStateException why) {
    IllegalStateException early = why;
    calls.end();
    try {
      if (watchdog != null) {
        watchdog.close();
      }
      kernel.drainAndClose();
      kernel.close();
    } catch (Throwable failure) {
      early = early == null ? broken(failure) : early;
    }
    if (devices != null) {
      devices.end();
    }
    done = true;
    calls.tellEndings();
    calls.refuseOpen();
    if (running != null) {
      running.complete(early);
    }
    boolean _ = ended.complete(null);
  }
}
