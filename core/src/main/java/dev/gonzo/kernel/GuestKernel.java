package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.report.Reports;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that lives in somebody else's loop: a window's event queue, a game's frames, a server's
 * event loop. The host steps it, on one thread at a time; all tasks run there, between the host's
 * own events.
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
 * <p>The callback {@code wake} is called when a step is worth while again: once, until the next
 * step. {@link #step} answers how long nothing will be ready by itself.
 *
 * <p>With devices of Gonzo's ({@link Kernels#guest(Runnable)}) a thread of its own waits for them,
 * and for the time, and wakes the host; it runs no task. With a driver that is the host's ({@link
 * #hosted}) no thread is added, and the host keeps the time.
 *
 * <p>A task runs <em>on</em> the host's thread, and yet is a thread to the JDK: {@code
 * Thread.currentThread()} is the task's own. A library that asks whether it is called by its own
 * thread takes a task for a stranger, and does what is right for one: Swing's {@code revalidate}
 * and Netty's {@code write} put themselves in the queue.
 *
 * <p>The stepping thread holds no monitor (under {@code -Dgonzo.debug=true} this is checked): the
 * JDK would lend it to the tasks. A host that stops stepping leaves the tasks where they stand,
 * with what they hold; no {@code finally} block runs. So step on after {@link #close} until {@link
 * #isDone}. (The thread that waits for the devices warns of a host that was woken in vain.)
 */
public final class GuestKernel implements Kernel {
  private static final Optional<Duration> AT_ONCE = Optional.of(Duration.ZERO);

  private final LoopKernel kernel;
  private final Driver driver;
  private final Clock clock;
  private final Runnable wake;
  private final HostCalls calls;
  private final @Nullable DeviceThread devices;
  private final AtomicBoolean begun = new AtomicBoolean();
  // Whether the host has nothing to do until it is woken: so that it is woken once.
  private final AtomicBoolean asleep = new AtomicBoolean(true);
  private final AtomicReference<@Nullable Thread> stepper = new AtomicReference<>();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private volatile @Nullable Program<?> program;
  private volatile boolean serves;
  private volatile boolean leavesSignals;
  private volatile boolean done;
  // The stepping thread only.
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
    this.calls = new HostCalls(kernel);
  }

  /** One whose devices a thread waits for; a host that it has woken in vain so long is told of. */
  static GuestKernel withDevices(Clock clock, Driver driver, Runnable wake, Duration patience) {
    return new GuestKernel(clock, driver, wake, patience);
  }

  /**
   * Makes a kernel whose devices, and whose time, are the host's own: no thread is added.
   *
   * @param clock its time
   * @param driver its devices; closed with the kernel. When they have made a task ready between two
   *     steps, they call {@link #wake}
   * @param wake asks the host to call {@link #step}; any thread calls it, it must not block, and it
   *     must not step by itself
   * @return a kernel that has not begun
   * @throws IllegalStateException if this JVM cannot carry coroutines; the message says which flags
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

  @Override
  public GuestKernel observedBy(Activation activation) {
    kernel.observe(activation);
    return this;
  }

  @Override
  public GuestKernel leavingSignals() {
    leavesSignals = true;
    return this;
  }

  // ---------------------------------------------------------------- what it runs

  /**
   * Begins a program: its main task runs in the steps to come. When it has ended, the other tasks
   * are cancelled and awaited. Any thread may call it.
   *
   * @param main the body of the main task
   * @param <T> what it returns
   * @return completes in the step that ends the last task, as {@code run} would: with a {@link
   *     dev.gonzo.DeadlockException} too, and a {@link Cancelled}. What depends on it runs inside
   *     that step. Cancelling it cancels the main task
   * @throws IllegalStateException if this kernel has begun
   */
  public <T extends @Nullable Object> CompletableFuture<T> start(AsyncCallable<T, ?> main) {
    requireUnbegun();
    return begin(main);
  }

  /**
   * Equivalent to {@link #start(AsyncCallable)}, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @return completes with null in the step that ends the last task
   * @throws IllegalStateException if this kernel has begun
   */
  public CompletableFuture<@Nullable Void> start(AsyncRunnable<?> main) {
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
   * Begins without a program: it runs what {@link #spawn} hands in, until {@link #close}. Any
   * thread may call it.
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
      throw new IllegalStateException(
          "this kernel has begun: a kernel serves one run, make another");
    }
  }

  private <T extends @Nullable Object> CompletableFuture<T> begin(AsyncCallable<T, ?> main) {
    var begun = new Program<>(kernel, main);
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
   * Runs a body as a task beside the others. For the host's own handlers and listeners; any thread
   * may call it, a task too. A kernel that has not begun begins by that, without a program. After
   * {@link #start(AsyncCallable)} the end of the program ends such tasks as well, and does not wait
   * for what might still be spawned.
   *
   * @param body what to run
   * @param <T> what it returns
   * @return completes when the task has ended, inside a step; cancelling it cancels the task. It
   *     fails with a {@link dev.gonzo.KernelEndedException} if the kernel has ended
   */
  public <T extends @Nullable Object> CompletableFuture<T> spawn(AsyncCallable<T, ?> body) {
    if (begun.compareAndSet(false, true)) {
      serve();
    }
    return calls.spawn(body);
  }

  /**
   * Equivalent to {@link #spawn(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body what to run
   * @return completes with null when the task has ended, inside a step
   */
  public CompletableFuture<@Nullable Void> spawn(AsyncRunnable<?> body) {
    return this.<@Nullable Void>spawn(returningNull(body));
  }

  /**
   * Runs a program from outside the host's loop, and waits for its end in the calling thread, which
   * must not be the one that steps.
   */
  @Override
  public <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main)
      throws X {
    Coroutine.refuseInside("run");
    if (stepper.get() == Thread.currentThread()) {
      throw new IllegalStateException(
          "run(...) waits, and this thread is the one that steps the kernel: start(...) it instead");
    }
    return leavesSignals
        ? SignalOwner.<T, X>decide(false, () -> runToItsEnd(main))
        : runToItsEnd(main);
  }

  private <T extends @Nullable Object, X extends Exception> T runToItsEnd(AsyncCallable<T, X> main)
      throws X {
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
    // Before the program begins: one that listens to these signals itself is to hear them.
    TerminationSignals.begin(bySignal);
    try {
      CompletableFuture<T> future = start(main);
      // As a value: waiting takes some exceptions out of others, and wraps some.
      CompletableFuture<@Nullable Throwable> ended = future.handle((_, failure) -> failure);
      while (true) {
        try {
          Throwable failure = ended.get();
          if (failure != null) {
            LoopKernel.<X>rethrow(failure);
          }
          return future.join();
        } catch (InterruptedException wanted) {
          interrupted = true;
          cancel("the thread that called run was interrupted", Thread.currentThread().getName());
        }
      }
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    } finally {
      TerminationSignals.end(bySignal);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // ---------------------------------------------------------------- stepping

  /**
   * Runs what is ready, and what that makes ready, for a number of turns. A task's turn lasts until
   * it suspends; so the number bounds how long the host waits only as far as the tasks behave.
   *
   * @param turns at most how many
   * @return how long nothing will be ready by itself: zero if more is ready now, so that the host
   *     does what else it has to do and then steps again; empty if only a wake-up will bring
   *     something. While {@code wake} has not been called there is nothing to do, and a step does
   *     nothing
   * @throws IllegalStateException if another thread is stepping; in a task; or, under {@code
   *     -Dgonzo.debug=true}, if the calling thread holds a monitor. Nothing was run
   */
  public Optional<Duration> step(int turns) {
    Coroutine.refuseInside("step");
    Thread thread = Thread.currentThread();
    Thread other = stepper.compareAndExchange(null, thread);
    if (other == thread) {
      // A loop inside a step, as a dialog has that was opened where a future was completed.
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
      // The wake-up that has brought this step, if one has, is used up by it: the next one has to
      // come through. First that and then the look below, as whoever wakes does it.
      asleep.set(true);
    }
    Program<?> running = program;
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

  private void begin(Program<?> running) {
    if (serves) {
      kernel.openDoor();
    }
    // Where no thread is to be added, only who asks for it is watched.
    if (devices != null || Watchdog.isAskedFor()) {
      String name = devices != null ? devices.name() : Thread.currentThread().getName();
      watchdog = Watchdog.start(kernel.activity(), name);
    }
    running.start();
  }

  private Optional<Duration> restOrGoOn() {
    try {
      return rest(kernel.waitNanos());
    } catch (OutOfMemoryError full) {
      kernel.bear(full);
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

  /** {@return whether all tasks have ended, and the devices are closed} Any thread may ask. */
  public boolean isDone() {
    return done;
  }

  /**
   * Asks the host for a step, by its callback, unless it has been asked since the last one. For
   * drivers of the host's, whose events make tasks ready between two steps. Any thread may call it.
   */
  public void wake() {
    if (devices == null) {
      wakeOnce();
    } else {
      kernel.tell(() -> {});
    }
  }

  private void wakeOnce() {
    if (asleep.compareAndSet(true, false)) {
      try {
        wake.run();
      } catch (Throwable gone) {
        // Whoever wakes a task, from any thread, is not to meet the host's troubles. The host was
        // not woken: the next one is to try.
        asleep.set(true);
        Reports.error("the guest's host cannot be woken", gone);
      }
    }
  }

  // ---------------------------------------------------------------- ending

  /**
   * Asks for the end: the main task is cancelled, and then the others, as at the end of {@code
   * run}. Does not wait; the host goes on stepping, in which the clean-up runs. Any thread may call
   * it, any number of times.
   *
   * @return completes in the step that ends the last task
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
   * Ends without another step, because the host itself has ended. The tasks stay where they stand,
   * and no {@code finally} block of theirs runs; so {@link #close} and step on where that is
   * possible. The future of {@link #start(AsyncCallable)} fails with an {@link
   * IllegalStateException} that tells the reason, those of {@link #spawn} with a {@link
   * dev.gonzo.KernelEndedException}, and that of {@link #close} completes. Does not suspend. Any
   * thread may call it when nobody will step any more; it does nothing to a kernel that is done.
   *
   * @param reason what has happened, and what to do about it
   * @throws IllegalStateException if a thread is stepping, or if this kernel has devices of its own
   *     and not the host's: step it on until it is done
   */
  public void abandon(String reason) {
    if (devices != null) {
      throw new IllegalStateException(
          "this kernel's devices do not end with the host: close() it, and step on until isDone()");
    }
    Thread other = stepper.compareAndExchange(null, Thread.currentThread());
    if (other != null) {
      throw new IllegalStateException(
          other.getName() + " is stepping this kernel: abandon it when nobody will any more");
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
    kernel.tell(() -> kernel.cancelMain(cancelled));
  }

  private static IllegalStateException broken(Throwable fault) {
    return new IllegalStateException("the kernel broke: " + fault, fault);
  }

  /** Before the tasks, if it is told why. */
  private void end(@Nullable Program<?> running, @Nullable IllegalStateException why) {
    IllegalStateException early = why;
    calls.end();
    try {
      if (watchdog != null) {
        watchdog.close();
      }
      kernel.hearOut();
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
