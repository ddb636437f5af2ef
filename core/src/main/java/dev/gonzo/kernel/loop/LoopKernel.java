package dev.gonzo.kernel.loop;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.Elsewhere;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.loop.watch.TurnMeter;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.ThreadTrap;
import dev.gonzo.trap.Trap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The core of the loop kernel: it steps the tasks and answers their traps.
 *
 * <p>It has no thread of its own and is stepped: {@link #start} creates the main task, {@link
 * #step} runs what is ready, {@link #waitNanos} returns how long nothing will be, and {@link #poll}
 * waits. A thread of its own may do that, or an existing event loop.
 *
 * <p>One thread at a time may step it, and that thread must hold no monitor.
 */
public final class LoopKernel implements AutoCloseable {
  /** After how many steps in a row without memory the kernel gives up. */
  private static final int MOST_STEPS_WITHOUT_MEMORY = 100;

  private final Clock clock;
  private final Driver driver;
  private final LoopServices services;
  private final ReadyQueue ready;
  private final Timers timers = new Timers();
  private final WakeQueue wakeQueue;
  private final LivingTasks living = new LivingTasks();
  private final RunningLoop running = new RunningLoop(this);
  private final TurnMeter meter = new TurnMeter(running);
  private final SteppingThread stepper = new SteppingThread(meter);
  private final Deadlines deadlines;
  private final RunEnd end;
  private final OutsideWaits outsideWaits;
  private final LoopTasks tasks;
  private final LoopTurns turns;
  private final Checkpoints checkpoints;
  private final TrapAnswers answers;
  private final DevicePolls devices;
  private final LoopForeignThreads foreignThreads;
  private final Interventions interventions;
  private final Observers allObservers;
  // Null if there are none, so that observing then costs one comparison.
  private @Nullable Observers observers;
  private int stepsWithoutMemory;

  /**
   * Creates a kernel that has not begun.
   *
   * @param clock its clock
   * @param driver its devices, closed with the kernel
   * @param services creates what serves the traps that the driver leaves to others
   */
  public LoopKernel(Clock clock, Driver driver, LoopServices.Factory services) {
    this(clock, driver, services, driver::wakeUp);
  }

  /**
   * Creates a kernel for a stepper that waits in something other than the driver.
   *
   * @param clock its clock
   * @param driver its devices, closed with the kernel
   * @param services creates what serves the traps that the driver leaves to others
   * @param wakeUp ends that wait; called on any thread
   */
  public LoopKernel(Clock clock, Driver driver, LoopServices.Factory services, Runnable wakeUp) {
    this(clock, driver, services, wakeUp, new FirstComeFirstServed(), LoopTurns.BUDGET);
  }

  /**
   * Creates a kernel whose tasks get their turns in an order that the caller decides, with the
   * usual budget.
   *
   * @param clock its clock
   * @param driver its devices, closed with the kernel
   * @param services creates what serves the traps that the driver leaves to others
   * @param ready chooses the next task
   */
  public LoopKernel(Clock clock, Driver driver, LoopServices.Factory services, ReadyQueue ready) {
    this(clock, driver, services, driver::wakeUp, ready, LoopTurns.BUDGET);
  }

  /**
   * Creates a kernel whose tasks get their turns in an order that the caller decides.
   *
   * @param clock its clock
   * @param driver its devices, closed with the kernel
   * @param services creates what serves the traps that the driver leaves to others
   * @param wakeUp ends its stepper's wait; called on any thread
   * @param ready chooses the next task
   * @param budget how many traps of a task in a row are answered at once before it must let the
   *     others run
   */
  public LoopKernel(
      Clock clock,
      Driver driver,
      LoopServices.Factory services,
      Runnable wakeUp,
      ReadyQueue ready,
      int budget) {
    this.clock = clock;
    this.interventions = new Interventions(clock, driver);
    this.allObservers = new Observers(interventions);
    this.driver = driver;
    this.ready = ready;
    this.wakeQueue = new WakeQueue(wakeUp);
    this.deadlines = new Deadlines(clock, timers, meter, wakeQueue);
    this.end = new RunEnd(this, clock, living);
    this.foreignThreads = new LoopForeignThreads(this, driver);
    this.outsideWaits = new OutsideWaits(living, foreignThreads);
    this.tasks = new LoopTasks(this, clock, living, ready, outsideWaits, end);
    this.turns = new LoopTurns(this, clock, ready, tasks, end, meter, budget);
    this.checkpoints = new Checkpoints(clock, timers, deadlines, wakeQueue, end);
    this.devices = new DevicePolls(this, driver, wakeQueue, living, end);
    this.services = services.create(this, clock, driver);
    this.answers =
        new TrapAnswers(
            this,
            driver,
            this.services,
            new WaitAnswers(this, timers),
            deadlines,
            tasks,
            living,
            outsideWaits);
  }

  /**
   * Adds an observer of what happens to the tasks: from the first task on, or from the next turn
   * on. Any thread may call it.
   *
   * @param observer the observer
   * @return stops observing when it is closed, between two turns; any thread may close it
   */
  public RunningKernel.Observation observe(Activation observer) {
    return allObservers.add(Objects.requireNonNull(observer));
  }

  /** Whether it is observed, now or from the next turn on. Any thread may call it. */
  boolean isObserved() {
    return allObservers.areWanted();
  }

  /** The observers; null if there are none. Kernel thread, and the stacks of its tasks. */
  @Nullable Observers observers() {
    return observers;
  }

  private void refreshObservers() {
    observers = allObservers.refresh() ? allObservers : null;
  }

  // ---------------------------------------------------------------- stepping

  /**
   * Creates the main task. When it has ended, the others are cancelled, and {@link #isDone} is true
   * when they have ended too.
   *
   * @param body its body
   * @param <T> what it returns
   * @return the main task
   * @throws IllegalStateException if this kernel has begun
   */
  public <T extends @Nullable Object> Task<T> start(@Elsewhere AsyncCallable<? extends T, ?> body) {
    end.refuseSecondRun();
    RunningKernels.begins(running);
    return startUnlisted(body);
  }

  /**
   * Like {@link #start}, for a kernel that no list has and no listener sees.
   *
   * @param body its body
   * @param <T> what it returns
   * @return the main task
   */
  public <T extends @Nullable Object> Task<T> startUnlisted(
      @Elsewhere AsyncCallable<? extends T, ?> body) {
    refreshObservers();
    LoopTask<T> task = tasks.spawn(new Spawn<T>(Coroutine.of(body), "main", false), null);
    end.runBegins(task);
    return task;
  }

  /**
   * Creates a task without a parent. Kernel thread, between two turns.
   *
   * @param coroutine its coroutine
   * @param <T> the type of its result
   * @return the task
   */
  public <T extends @Nullable Object> LoopTask<T> spawn(Coroutine<T> coroutine) {
    return tasks.spawn(new Spawn<>(coroutine, null, false), null);
  }

  /**
   * Records that from now on a host may spawn tasks at any time, so that waiting tasks are not
   * deadlocked.
   */
  public void openDoor() {
    outsideWaits.wakerOpened();
  }

  /** {@return whether the main task and all others have ended} */
  public boolean isDone() {
    return end.main() != null && living.isEmpty();
  }

  /**
   * Whether this class answers a group of traps, with any driver.
   *
   * @param group an interface such as {@code FileTrap.class}
   * @return whether it does
   */
  public static boolean answers(Class<?> group) {
    return group == SchedulingTrap.class
        || group == ThreadTrap.class
        || group == FileTrap.class
        || group == EnvironmentTrap.class;
  }

  /**
   * Runs ready tasks, and those that they make ready, for a number of turns.
   *
   * @param turns how many turns at most
   * @throws IllegalStateException under {@code -Dgonzo.debug=true}, if the calling thread holds a
   *     monitor; nothing was run
   */
  public void step(int turns) {
    CoroutineDriver.refuseHeldMonitors();
    stepper.isHere();
    try {
      takeTurns(turns);
      stepsWithoutMemory = 0;
    } catch (OutOfMemoryError full) {
      survive(full);
    } finally {
      meter.end();
    }
  }

  /**
   * Tolerates a step that ran out of memory. Each part of a step is either done or not, so the next
   * step does the rest. A task that holds too much fails by itself.
   *
   * @param full its error, thrown again after too many such steps in a row
   */
  public void survive(OutOfMemoryError full) {
    if (++stepsWithoutMemory == MOST_STEPS_WITHOUT_MEMORY) {
      throw full;
    }
  }

  private void takeTurns(int most) {
    refreshObservers();
    tasks.noteEnd();
    end.cancelRest();
    checkpoints.processOutside();
    services.relieve();
    deadlines.turnsBegin();
    long now = tasks.stepBegins(clock.nanos());
    meter.begin(now);
    end.lookAtStubborn(now);
    turns.take(most);
    end.abandonIfWanted();
  }

  /**
   * Returns how long nothing will be ready, unless something outside wakes the kernel.
   *
   * @return nanoseconds; 0 if something is ready, -1 if without limit
   */
  public long waitNanos() {
    try {
      return nanosToWait();
    } catch (OutOfMemoryError full) {
      survive(full);
      return 0; // the next step finishes what this one could not
    }
  }

  private long nanosToWait() {
    if (!ready.isEmpty() || !wakeQueue.isEmpty() || end.isUnfinished() || tasks.haveWork()) {
      return 0;
    }
    long deadline = timers.next();
    boolean outside = outsideWaits.arePossible();
    if (!outside && deadline == Long.MAX_VALUE && !living.isEmpty()) {
      end.deadlocked();
      return 0;
    }
    return services.waitNanos(clock.waitNanos(Math.min(deadline, end.nextLook()), outside));
  }

  /**
   * Polls the devices, and waits for them or for {@link #post}.
   *
   * @param nanos how long; 0 to not wait, -1 to wait without limit
   */
  public void poll(long nanos) {
    devices.await(nanos);
  }

  /** Whether a task is ready. Called on the thread that steps. */
  boolean isAnyReady() {
    return !ready.isEmpty();
  }

  /** {@return the actions from other threads, for a stepper that waits in its own way} */
  public WakeQueue wakeQueue() {
    return wakeQueue;
  }

  /**
   * Queues an action to run on the kernel's thread between two turns. Any thread may call it.
   *
   * @param action the action; must not block
   */
  public void post(Runnable action) {
    wakeQueue.post(action);
  }

  /**
   * Queues an action, without allocating. Any thread may call it.
   *
   * @param action the action, which must not be in the queue
   */
  public void post(WakeQueue.Action action) {
    wakeQueue.post(action);
  }

  /**
   * Closes the driver, ends the worker threads, and reports the failures of tasks that were never
   * joined.
   */
  @Override
  public void close() {
    AllSteps.run(
        stepper::isNone,
        () -> {
          if (end.isAbandoned()) {
            wakeQueue.drainAndClose(); // work that has ended gives its place back
          }
        },
        () -> RunningKernels.ended(running),
        tasks.walks()::end,
        wakeQueue::close,
        deadlines::close,
        services::close,
        driver::close,
        () -> LoopTask.reportUnjoinedOf(this));
  }

  // ---------------------------------------------------------------- traps

  /** Answers a trap; or makes the task wait, and returns the undo of that, a {@link Suspended}. */
  @Nullable Object answer(LoopTask<?> task, Trap<?> trap, boolean isCheckpoint) throws Exception {
    if (isCheckpoint) {
      checkpoints.enter(task);
      // A wait gives up the turn anyway. And no other task may run before it is in the queue: the
      // condition that its caller checked could change, and a wake-up could come before the wait
      // and be lost.
      if (!(trap instanceof WaitOn) && turns.exhaustsBudget() && task.tryYieldTurn()) {
        // It may have been cancelled while the others ran, and then the trap must not begin.
        checkpoints.enter(task);
      }
    }
    return answers.answer(task, trap);
  }

  void wakerClosed() {
    outsideWaits.wakerClosed();
  }

  // ---------------------------------------------------------------- for its tasks

  /** Its tasks, which report their waits. */
  LoopTasks tasks() {
    return tasks;
  }

  void ready(LoopTask<?> task) {
    ready.add(task);
  }

  void noLongerReady(LoopTask<?> task) {
    ready.remove(task);
  }

  void clear(Timers.Timer timer) {
    timers.clear(timer);
  }

  LoopForeignThreads foreignThreads() {
    return foreignThreads;
  }

  // ---------------------------------------------------------------- for other threads

  /** {@return the end of its run: what brings it, and what the run fails with} */
  public RunEnd end() {
    return end;
  }

  /**
   * Returns the due cancellations of a task that is in a foreign block with the baton, so that the
   * kernel cannot deliver them. For another thread, which interrupts the task.
   *
   * @param task the task
   * @return the cancellations, which count as delivered
   */
  public List<Cancelled> takeUndelivered(LoopTask<?> task) {
    List<Cancelled> undelivered = deadlines.deliverPassed(task, clock.nanos());
    end.takeForMain(task, undelivered);
    return undelivered;
  }

  /** Whether the caller is the running task of this kernel. Any thread may call it. */
  boolean hasItsTurnHere() {
    return meter.running() instanceof LoopTask<?> task && task.isCarriedHere();
  }

  /** Whether the calling thread steps this kernel. Any thread may call it. */
  boolean isSteppedHere() {
    return stepper.now() == Thread.currentThread();
  }

  /** {@return what a recorder or a replay decides in place of the kernel} */
  public Interventions interventions() {
    return interventions;
  }

  /**
   * Returns the kernel of a view for monitors.
   *
   * @param running one of {@link RunningKernels#snapshot}
   * @return the kernel
   * @throws IllegalArgumentException if it is not a loop kernel
   */
  public static LoopKernel of(RunningKernel running) {
    if (running instanceof RunningLoop loop) {
      return loop.kernel();
    }
    throw new IllegalArgumentException(running + " is not one of Gonzo's own kernels");
  }

  /**
   * {@return when the running turn began, on its clock; while it is observed} Kernel thread, and
   * the stacks of its tasks.
   */
  public long turnBegan() {
    return meter.turnBegan();
  }

  /** {@return what measures its turns, for any thread} */
  public TurnMeter turnMeter() {
    return meter;
  }

  String driverName() {
    return driver.name();
  }

  @Nullable Thread thread() {
    return stepper.now();
  }

  int livingTasks() {
    return living.size();
  }

  List<Thread> workerThreads() {
    return services.workers();
  }
}
