package dev.gonzo.kernel.loop.guest;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.Elsewhere;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.kernel.loop.watch.Watchdog;
import dev.gonzo.report.Log;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A guest kernel on the loop kernel. Its own devices are polled by a {@link DeviceThread}, with
 * which it takes turns; devices of the host need no thread.
 */
public final class GuestLoop implements GuestKernel {
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

  private GuestLoop(Clock clock, Driver driver, Runnable wake, @Nullable Duration patience) {
    Carrier.requireAvailable();
    this.clock = clock;
    this.driver = driver;
    this.wake = wake;
    this.kernel =
        patience != null
            ? new LoopKernel(clock, driver, JvmServices::new)
            : new LoopKernel(clock, driver, JvmServices::new, this::wakeOnce);
    this.devices = patience != null ? new DeviceThread(kernel, this::wakeOnce, patience) : null;
    this.calls = new GuestCalls(kernel);
  }

  /**
   * Creates a kernel with a thread that waits for its devices.
   *
   * @param clock its clock
   * @param driver its devices, closed with the kernel
   * @param wake asks the host to call {@link #step}; called on any thread, it must neither block
   *     nor step itself
   * @param patience after how long it warns about a host that was woken and does not step
   * @return a kernel that has not begun
   */
  public static GuestLoop withDevices(
      Clock clock, Driver driver, Runnable wake, Duration patience) {
    return new GuestLoop(clock, driver, wake, patience);
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
  public static GuestLoop hosted(Clock clock, Driver driver, Runnable wake) {
    return new GuestLoop(clock, driver, wake, null);
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
  public Kernel observedBy(Activation activation) {
    return copyOf(this).observedBy(activation);
  }

  @Override
  public Kernel leavingSignals() {
    return copyOf(this).leavingSignals();
  }

  @Override
  public Kernel copyOf(Kernel outer) {
    return new ConfiguredGuest(this, outer, List.of(), false);
  }

  @Override
  public RunningKernel.Observation observe(Activation activation) {
    return kernel.observe(activation);
  }

  // ---------------------------------------------------------------- what it runs

  @Override
  public <T extends @Nullable Object> CompletableFuture<T> start(
      @Elsewhere AsyncCallable<T, ?> main) {
    requireUnbegun();
    return begin(main);
  }

  @Override
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

  @Override
  public void start() {
    requireUnbegun();
    serve();
  }

  private void serve() {
    serves = true;
    CompletableFuture<@Nullable Void> _ = begin(GuestLoop::untilClosed);
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

  @Override
  public <T extends @Nullable Object> CompletableFuture<T> spawn(
      @Elsewhere AsyncCallable<T, ?> body) {
    if (begun.compareAndSet(false, true)) {
      serve();
    }
    return calls.spawn(body);
  }

  @Override
  public CompletableFuture<@Nullable Void> spawn(@Elsewhere AsyncRunnable<?> body) {
    return this.<@Nullable Void>spawn(returningNull(body));
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T run(
      @Elsewhere AsyncCallable<T, X> main) throws X {
    Coroutine.requireOutside("run");
    if (stepper.get() == Thread.currentThread()) {
      throw new IllegalStateException(
          "run(...) blocks, and this thread is the one that steps the kernel: call start(...)"
              + " instead");
    }
    return BlockingRun.of(this, main);
  }

  // ---------------------------------------------------------------- stepping

  @Override
  public Optional<Duration> step(int turns) {
    Coroutine.requireOutside("step");
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
    CoroutineDriver.refuseHeldMonitors();
    asleep.set(false);
    try {
      kernel.wakeQueue().waited();
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
    } else if (!kernel.wakeQueue().prepareToWait()) {
      asleep.set(false);
      return pause(0);
    }
    return pause(nanos);
  }

  private static Optional<Duration> pause(long nanos) {
    return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
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

  @Override
  public CompletableFuture<@Nullable Void> close() {
    if (begun.compareAndSet(false, true)) {
      CompletableFuture<@Nullable Void> _ = begin(() -> null);
    } else {
      cancel("the kernel was closed", "the host");
    }
    return ended.copy();
  }

  @Override
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

  /** Cancels the main task, and then the others. Any thread may call it. */
  void cancel(Cancelled cancelled) {
    kernel.post(() -> kernel.end().cancelMain(cancelled));
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
      kernel.wakeQueue().drainAndClose();
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
