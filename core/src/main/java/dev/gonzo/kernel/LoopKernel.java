package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlockException;
import dev.gonzo.Elsewhere;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.report.Log;
import dev.gonzo.trap.CancelTask;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.CloseWaker;
import dev.gonzo.trap.CurrentTask;
import dev.gonzo.trap.Join;
import dev.gonzo.trap.ListTasks;
import dev.gonzo.trap.OpenWaker;
import dev.gonzo.trap.ReadClock;
import dev.gonzo.trap.Resolve;
import dev.gonzo.trap.RunInThread;
import dev.gonzo.trap.SendFile;
import dev.gonzo.trap.SetDeadline;
import dev.gonzo.trap.SleepUntil;
import dev.gonzo.trap.Spawn;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsetDeadline;
import dev.gonzo.trap.WaitForWaker;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import dev.gonzo.trap.YieldTurn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The core of the loop kernel: the ready queue, the timers, and the dispatch of traps.
 *
 * <p>It has no thread of its own and is stepped: {@link #start} creates the main task, {@link
 * #step} runs what is ready, {@link #waitNanos} returns how long nothing will be, and {@link #poll}
 * waits. {@link LoopThread} steps it on a dedicated thread, {@link GuestKernel} from an existing
 * event loop.
 *
 * <p>One thread at a time may step it, and that thread must hold no monitor.
 */
public final class LoopKernel implements AutoCloseable {
  /** How many traps of a task in a row are answered at once before it must let the others run. */
  static final int BUDGET = 128;

  /** How many turns in a row are taken before the devices are polled again. */
  private static final int TURNS_BETWEEN_POLLS = 64;

  /**
   * On the baton carrier: there another thread waits for the devices, and handing over to it costs
   * as much as a hundred turns.
   */
  private static final boolean WAITING_IS_DEAR = Carrier.foreignBlocksKeepTheDriver();

  /** After how many steps in a row without memory the kernel gives up. */
  private static final int MOST_STEPS_WITHOUT_MEMORY = 100;

  private static final String WHY_ENDING = "the main task has ended";
  private static final String WHO_ENDS = "the kernel";

  private final Clock clock;
  private final Driver driver;
  private final ReadyQueue ready;
  private final int budget;
  private final Timers timers = new Timers();
  private final WakeQueue wakeQueue;
  private final LivingTasks living = new LivingTasks();
  private final StubbornTasks stubborn = new StubbornTasks(living);
  private final Supplier<Cancelled> atEnd = this::cancelledAtEnd;
  private final TurnMeter meter = new TurnMeter();
  private final Deadlines deadlines;
  private final LoopServices services;
  private final FileAnswers files;
  private final ThreadAnswers threads;
  private final ProcessThreads processes;
  private final SurroundingsAnswers environment;
  private final RunningLoop running = new RunningLoop(this);
  // Cancellations for the main task. The thread that takes one out requests it.
  private final Queue<Cancelled> forMain = new ConcurrentLinkedQueue<>();
  private final Observers allObservers = new Observers();
  // Null if there are none, so that observing then costs one comparison.
  private @Nullable Observers observers;
  private volatile @Nullable Thread thread;
  private @Nullable LoopTask<?> main;
  private @Nullable DeadlockException deadlock;
  private @Nullable FailedDevices failedDevices;
  private long spawned;
  private int waitingInside;
  private int openWakers;
  // How many traps in a row were answered at once in this turn.
  private int answeredAtOnce;
  private boolean ending;
  private String whyEnding = WHY_ENDING;
  // How often all tasks were cancelled: when the main task has ended, and when the rest is
  // deadlocked.
  private int timesEnding;
  // Whether some tasks could not be cancelled at the end, because the heap was full.
  private boolean mustCancelRest;
  private int stepsWithoutMemory;
  // Why the tasks are to be abandoned, and why they were.
  private volatile @Nullable String wantAbandoned;
  private volatile @Nullable String abandoned;
  // The task that has ended and whose end is not yet processed.
  private @Nullable LoopTask<?> justEnded;

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
   * @param wakeUp ends that wait; called on any thread
   */
  public LoopKernel(
      Clock clock, Driver driver, LoopServices.Factory services, Runnable wakeUp) {
    this(clock, driver, services, wakeUp, new FirstComeFirstServed(), BUDGET);
  }

  /**
   * Creates a kernel whose tasks get their turns in an order that the caller decides.
   *
   * @param ready chooses the next task
   * @param budget how many traps of a task in a row are answered at once before it must let the
   *     others run
   */
  LoopKernel(
      Clock clock,
      Driver driver,
      LoopServices.Factory services,
      Runnable wakeUp,
      ReadyQueue ready,
      int budget) {
    this.clock = clock;
    this.driver = driver;
    this.ready = ready;
    this.budget = budget;
    this.wakeQueue = new WakeQueue(wakeUp);
    this.deadlines = new Deadlines(clock, timers, meter, wakeQueue);
    this.services = services.create(this, clock, driver);
    this.files = this.services.files();
    this.threads = this.services.threads();
    this.processes = this.services.processes();
    this.environment = this.services.environment();
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

  /** The observers; null if there are none. Kernel thread, and the stacks of its tasks. */
  boolean isCallingObservers() {
    return allObservers.isCalling();
  }

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
    if (main != null) {
      throw new IllegalStateException("a kernel serves one run: create another");
    }
    refreshObservers();
    RunningKernels.begins(running);
    LoopTask<T> task = take(new Spawn<T>(Coroutine.of(body), "main", false), null);
    main = task;
    return task;
  }

  /** Creates a task without a parent. */
  <T extends @Nullable Object> LoopTask<T> spawn(Coroutine<T> coroutine) {
    return take(new Spawn<>(coroutine, null, false), null);
  }

  /**
   * Records that from now on a host may spawn tasks at any time, so that waiting tasks are not
   * deadlocked.
   */
  void openDoor() {
    openWakers++;
  }

  /** {@return whether the main task and all others have ended} */
  public boolean isDone() {
    return main != null && living.isEmpty();
  }

  /** {@return whether this class answers a group of traps, with any driver} */
  static boolean answers(Class<?> group) {
    return group == Trap.Scheduling.class
        || group == Trap.Threads.class
        || group == Trap.Files.class
        || group == Trap.Surroundings.class;
  }

  /**
   * Runs ready tasks, and those that they make ready, for a number of turns.
   *
   * @param turns how many turns at most
   * @throws IllegalStateException under {@code -Dgonzo.debug=true}, if the calling thread holds a
   *     monitor; nothing was run
   */
  public void step(int turns) {
    Coroutine.refuseHeldMonitors();
    if (thread != Thread.currentThread()) {
      serveOn(Thread.currentThread());
    }
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
   */
  void survive(OutOfMemoryError full) {
    if (++stepsWithoutMemory == MOST_STEPS_WITHOUT_MEMORY) {
      throw full;
    }
  }

  private void takeTurns(int turns) {
    refreshObservers();
    noteEnd();
    if (mustCancelRest) {
      cancelRest();
    }
    runPosted();
    services.relieve();
    deadlines.turnsBegin();
    long now = clock.nanos();
    meter.begin(now);
    stubborn.look(now, atEnd);
    for (int turn = 0; turn < turns && wantAbandoned == null; turn++) {
      LoopTask<?> task = ready.poll();
      if (task == null) {
        break;
      }
      Coroutine.Stop stop = turn(task);
      if (stop == Coroutine.Stop.ENDED) {
        justEnded = task;
        noteEnd();
      }
    }
    if (wantAbandoned != null && !living.isEmpty()) {
      abandoned = wantAbandoned;
      living.forEach(LoopTask::abandonWait);
      living.abandon();
    }
  }

  private void runPosted() {
    wakeQueue.run();
    timers.fire(clock.nanos());
  }

  private void serveOn(@Nullable Thread stepper) {
    Thread before = thread;
    if (before != null) {
      KernelThreads.remove(before);
    }
    if (stepper != null) {
      KernelThreads.add(stepper);
    }
    thread = stepper;
    meter.steppedHere(stepper != null);
  }

  private Coroutine.Stop turn(LoopTask<?> task) {
    answeredAtOnce = 0;
    meter.turn(task);
    if (observers != null) {
      observers.running(task);
    }
    Coroutine.Stop stop = task.step();
    long nanos = meter.turned(clock.nanos());
    task.counted(nanos);
    if (observers != null) {
      observers.stopped(task, nanos);
    }
    return stop;
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
    if (!ready.isEmpty() || !wakeQueue.isEmpty() || mustCancelRest || justEnded != null) {
      return 0;
    }
    long deadline = timers.next();
    boolean outside = outsideMayWake();
    if (!outside && deadline == Long.MAX_VALUE && !living.isEmpty()) {
      deadlocked();
      return 0;
    }
    return services.waitNanos(clock.waitNanos(Math.min(deadline, stubborn.next()), outside));
  }

  /**
   * Polls the devices, and waits for them or for {@link #post}.
   *
   * @param nanos how long; 0 to not wait, -1 to wait without limit
   */
  public void poll(long nanos) {
    if (nanos == 0) {
      pollDriver(0);
    } else if (wakeQueue.prepareToWait()) {
      pollDriver(nanos);
      wakeQueue.waited();
    }
  }

  private void pollDriver(long nanos) {
    if (failedDevices != null) {
      endWithoutDevices(failedDevices, nanos);
      return;
    }
    try {
      driver.poll(nanos);
    } catch (OutOfMemoryError full) {
      survive(full); // the devices report again the events that were not handled
    } catch (RuntimeException failure) {
      failedDevices = new FailedDevices(failure);
      cancelAll("the wait for the devices has failed");
    }
  }

  private void endWithoutDevices(FailedDevices failed, long nanos) {
    if (failed.isGraceOver() && !living.isEmpty()) {
      Log.warn(
          "the wait for the devices has failed, and "
              + living.size()
              + " tasks did not end when they were cancelled; they are abandoned: "
              + living.snapshot(),
          null);
      living.abandon();
    } else {
      failed.poll(driver, nanos);
    }
  }

  /**
   * Announces that the stepper will wait, until the {@code wakeUp} of the constructor is called.
   *
   * @return false if there is something to do first
   */
  boolean rest() {
    return wakeQueue.prepareToWait();
  }

  /** Announces that the stepper's wait is over. */
  void rested() {
    wakeQueue.waited();
  }

  /** Runs what is queued and accepts nothing more. Called when all tasks have ended. */
  void drainAndClose() {
    wakeQueue.drainAndClose();
  }

  /**
   * Ends the kernel between two turns, and runs nothing of its tasks any more. Any thread may call
   * it; without effect if all tasks have ended by then.
   *
   * @param reason why, for the exception that the run throws
   */
  void abandon(String reason) {
    wantAbandoned = reason;
    post(() -> {}); // it may be waiting
  }

  /** Whether its tasks were abandoned. Any thread may call it. */
  boolean isAbandoned() {
    return abandoned != null;
  }

  /** Steps, polls and waits until all tasks have ended. */
  void loop() {
    while (!isDone()) {
      step(TURNS_BETWEEN_POLLS);
      if (!isDone() && !(WAITING_IS_DEAR && foundByPolling())) {
        poll(waitNanos());
      }
    }
  }

  /** Polls the devices if nothing is ready; whether something is ready after that. */
  private boolean foundByPolling() {
    if (ready.isEmpty()) {
      pollDriver(0);
      return !ready.isEmpty();
    }
    return false;
  }

  /**
   * Queues an action to run on the kernel's thread between two turns. Any thread may call it.
   *
   * @param action the action; must not block
   */
  void post(Runnable action) {
    wakeQueue.post(action);
  }

  /** Queues an action, without allocating. Any thread may call it. */
  void post(WakeQueue.Action action) {
    wakeQueue.post(action);
  }

  /**
   * Closes the driver, ends the worker threads, and reports the failures of tasks that were never
   * joined.
   */
  @Override
  public void close() {
    AllSteps.run(
        () -> serveOn(null),
        () -> {
          if (isAbandoned()) {
            wakeQueue.drainAndClose(); // work that has ended gives its place back
          }
        },
        () -> RunningKernels.ended(running),
        wakeQueue::close,
        deadlines::close,
        services::close,
        driver::close,
        () -> LoopTask.reportUnjoinedOf(this));
  }

  // ---------------------------------------------------------------- traps

  /** Answers a trap; or makes the task wait, and returns the undo of that, a {@link Suspended}. */
  @Nullable Object answer(LoopTask<?> task, Trap<?> trap) throws Exception {
    if (trap.isCheckpoint()) {
      checkpoint(task);
      // A wait gives up the turn anyway. And no other task may run before it is in the queue: the
      // condition that its caller checked could change, and a wake-up could come before the wait
      // and be lost.
      if (!(trap instanceof WaitOn) && exhaustsBudget() && task.tryYieldTurn()) {
        // It may have been cancelled while the others ran, and then the trap must not begin.
        checkpoint(task);
      }
    }
    return switch (trap) {
      case Resolve asked -> driver.answer(task, asked, threads);
      case SendFile asked -> driver.sendFile(task, asked, files);
      case Trap.Net<?> asked -> driver.answer(task, asked);
      case Trap.Files<?> asked -> driver.answer(task, asked, files);
      case Trap.Processes<?> asked -> driver.answer(task, asked, processes);
      case Trap.Surroundings<?> asked -> driver.answerSurroundings(task, asked, environment);
      case WaitOn asked -> waitOn(task, asked.queue());
      case Wake asked -> wake(asked);
      case ReadClock _ -> clock.nanos();
      case SleepUntil asked -> sleepUntil(task, asked);
      case YieldTurn asked -> yieldTurn(task, asked);
      case Checkpoint _ -> null;
      case CurrentTask _ -> task;
      case ListTasks _ -> List.copyOf(living.snapshot());
      case Spawn<?> asked -> take(asked, task);
      case Join<?> asked -> join(task, asked);
      case CancelTask asked -> cancel(asked);
      case SetDeadline asked -> deadlines.set(task, asked);
      case UnsetDeadline asked -> deadlines.unset(asked);
      case RunInThread<?> asked -> driver.answer(task, asked, threads);
      case OpenWaker _ -> openWaker();
      case WaitForWaker asked -> LoopWaker.of(this, asked.waker()).await(task);
      case CloseWaker asked -> LoopWaker.of(this, asked.waker()).close();
    };
  }

  /**
   * Delivers a cancellation that is due, including one that came from outside since the turn began:
   * a task that computes for long keeps the kernel from processing it.
   */
  private void checkpoint(LoopTask<?> task) throws Exception {
    if (wakeQueue.isAttentionWanted() || deadlines.hasPassedUnwatched()) {
      lookUp(task);
    }
    task.checkpoint();
  }

  /** Processes what came from outside, on the loop's own stack, since that may block on a lock. */
  private void lookUp(LoopTask<?> task) throws Exception {
    try {
      task.onLoop(() -> {
        runPosted();
        return true;
      });
    } catch (CannotSuspendException below) {
      // Queued actions wait until the task has left the frame that cannot be suspended;
      // cancellations and timers do not.
      requestForMain();
      timers.fire(clock.nanos());
    }
  }

  /** Counts a trap that is answered at once. Returns true if the task should let the others run. */
  private boolean exhaustsBudget() {
    if (++answeredAtOnce <= budget) {
      return false;
    }
    answeredAtOnce = 0;
    return true;
  }

  private Suspended waitOn(LoopTask<?> task, WaitQueue queue) {
    requireOwn(queue);
    return QueuedWait.of(task, queue);
  }

  /**
   * Refuses a wait queue in which a task of another kernel waits: this kernel would resume tasks
   * that are not its own.
   */
  private void requireOwn(WaitQueue queue) {
    if (queue.first() instanceof LoopTask<?> waiting && waiting.kernel() != this) {
      throw new IllegalStateException(
          "tasks of two kernels wait for each other: "
              + waiting.name()
              + " of another kernel waits in this queue; share a universal one instead");
    }
  }

  private int wake(Wake asked) {
    requireOwn(asked.queue());
    int woken = 0;
    while (woken < asked.count() && asked.queue().poll() instanceof LoopTask<?> waiter) {
      waiter.resume(null);
      woken++;
    }
    return woken;
  }

  private Object sleepUntil(LoopTask<?> task, SleepUntil asked) {
    if (asked.clockNanos() <= clock.nanos()) {
      task.yieldTurn(asked);
      return clock.nanos();
    }
    var timer = new SleepTimer(task);
    timers.set(timer, asked.clockNanos());
    return timer;
  }

  private static @Nullable Object yieldTurn(LoopTask<?> task, Trap<?> trap) {
    task.yieldTurn(trap);
    return null;
  }

  private Object join(LoopTask<?> task, Join<?> asked) {
    LoopTask<?> other = own(asked.task());
    Optional<? extends Outcome<?>> outcome = other.outcome();
    return outcome.isPresent() ? outcome.get() : waitOn(task, other.joiners());
  }

  private boolean cancel(CancelTask asked) {
    return own(asked.task()).requestCancel(asked.cancelled());
  }

  private LoopTask<?> own(Task<?> task) {
    if (task instanceof LoopTask<?> mine && mine.kernel() == this) {
      return mine;
    }
    throw new IllegalArgumentException(task + " belongs to another kernel");
  }

  void clear(Timers.Timer timer) {
    timers.clear(timer);
  }

  private LoopWaker openWaker() {
    var waker = new LoopWaker(this);
    openWakers++; // counted only when there was memory to make it
    return waker;
  }

  void wakerClosed() {
    openWakers--;
  }

  // ---------------------------------------------------------------- tasks

  private <T extends @Nullable Object> LoopTask<T> take(
      Spawn<T> asked, @Nullable LoopTask<?> parent) {
    CleanUpChain chain = ending && parent != null ? CleanUpChain.next(parent.cleanUpChain()) : null;
    var task =
        new LoopTask<>(this, spawned++, asked.name(), asked.daemon(), parent, asked.coroutine());
    living.add(task);
    ready.add(task);
    if (observers != null) {
      observers.created(task);
    }
    if (ending) {
      task.begins(chain);
      cancelAtEnd(task);
    }
    return task;
  }

  void ready(LoopTask<?> task) {
    ready.add(task);
  }

  void noLongerReady(LoopTask<?> task) {
    ready.remove(task);
  }

  void suspended(LoopTask<?> task, Trap<?> trap) {
    if (observers != null) {
      observers.suspended(task, trap);
    }
    if (isEndedInside(trap)) {
      task.waitsInside = true;
      waitingInside++;
    }
  }

  void resumed(LoopTask<?> task) {
    if (observers != null) {
      observers.resumed(task);
    }
    if (task.waitsInside) {
      task.waitsInside = false;
      waitingInside--;
    }
  }

  /** Whether only this kernel's own timers and tasks can end a wait at a trap. */
  private static boolean isEndedInside(Trap<?> trap) {
    return trap instanceof WaitOn || trap instanceof Join || trap instanceof SleepUntil;
  }

  /**
   * Processes the end of a task: its outcome, the observers, the tasks that join it. Repeated in
   * the next step if there is no memory.
   */
  private void noteEnd() {
    LoopTask<?> task = justEnded;
    if (task == null) {
      return;
    }
    if (task.living && task.state() != TaskState.ENDED) {
      task.ended(task == main || task.isAwaited());
      if (observers != null) {
        observers.ended(task);
      }
    }
    if (task.living && task.isAwaited()) {
      Outcome<?> outcome = task.outcome().orElseThrow();
      while (task.joiners().poll() instanceof LoopTask<?> joiner) {
        joiner.resume(outcome);
      }
    }
    justEnded = null;
    if (living.remove(task) && task == main) {
      cancelAll(WHY_ENDING);
    }
  }

  private void cancelAll(String reason) {
    ending = true;
    stubborn.begin(clock.nanos());
    whyEnding = reason;
    timesEnding++;
    mustCancelRest = true;
    cancelRest();
  }

  private void cancelRest() {
    Consumer<LoopTask<?>> each = this::cancelAtEnd;
    mustCancelRest = false; // first: a task that cannot be cancelled sets it again
    living.forEach(each);
  }

  /** Cancels a task, once each time; repeated in the next step if there is no memory. */
  private void cancelAtEnd(LoopTask<?> task) {
    if (task.timesCancelledAtEnd < timesEnding) {
      try {
        boolean _ = task.requestCancel(cancelledAtEnd());
        task.timesCancelledAtEnd = timesEnding;
      } catch (OutOfMemoryError full) {
        mustCancelRest = true;
      }
    }
  }

  /** A cancellation because the run ends. If it has failed, the exception is its cause. */
  private Cancelled cancelledAtEnd() {
    var cancelled = new Cancelled(whyEnding, WHO_ENDS);
    Throwable failed = failure();
    if (failed == null && main != null) {
      failed = failureOf(main.outcome().orElse(null));
    }
    if (failed != null) {
      cancelled.initCause(failed);
    }
    return cancelled;
  }

  private static @Nullable Throwable failureOf(@Nullable Outcome<?> end) {
    return switch (end) {
      case Outcome.Failure<?>(var cause) -> cause;
      case Outcome.Cancellation<?>(var cancelled) -> cancelled;
      case Outcome.Success<?> _ -> null;
      case null -> null;
    };
  }

  /**
   * Cancels the main task. If that has ended already, cancels the other tasks once more, in case
   * one of them swallowed the cancellation at the end of the main task. Any thread may call it.
   */
  void cancelMain(Cancelled cancelled) {
    forMain.add(cancelled);
    post(this::requestForMain);
  }

  private void requestForMain() {
    for (Cancelled cancelled; main != null && (cancelled = forMain.poll()) != null; ) {
      if (main.state() == TaskState.ENDED) {
        cancelAll(cancelled.reason());
      } else {
        main.requestCancel(cancelled);
      }
    }
  }

  /**
   * Returns the due cancellations of a task that is in a foreign block with the baton, so that the
   * kernel cannot deliver them. For another thread, which interrupts the task.
   */
  List<Cancelled> takeUndelivered(LoopTask<?> task) {
    List<Cancelled> undelivered = deadlines.deliverPassed(task, clock.nanos());
    if (task == main) {
      for (Cancelled cancelled : List.copyOf(forMain)) {
        if (task.couldArrive(cancelled) && forMain.remove(cancelled)) {
          undelivered.add(cancelled);
        }
      }
    }
    return undelivered;
  }

  // ---------------------------------------------------------------- deadlock

  private boolean outsideMayWake() {
    return living.size() > waitingInside || openWakers > 0 || !guests().isEmpty();
  }

  /** The virtual threads that library code started inside this kernel's tasks. */
  private List<Thread> guests() {
    return Coroutine.guests(
        handler -> handler instanceof LoopTask<?> task && task.kernel() == this);
  }

  /** Records that library code has started a virtual thread in a task. Any thread may call it. */
  void foreignThreadStarted(LoopTask<?> task, Thread started) {
    if (allObservers.areWanted()) {
      post(() -> {
        if (observers != null) {
          observers.foreignThreadStarted(task, started);
        }
      });
    }
  }

  /** Whether the driver runs such a thread itself, each time it can go on. Any thread. */
  boolean takeForeignThread(LoopTask<?> task, Thread foreign, Runnable run) {
    return driver.takeForeignThread(task, foreign, run);
  }

  /** Records that such a thread has ended: nothing may be left to wait for. Any thread. */
  void foreignThreadEnded(LoopTask<?> task, Thread ended) {
    post(() -> {
      if (observers != null) {
        observers.foreignThreadEnded(task, ended);
      }
    });
  }

  /**
   * Handles a deadlock: the first time all tasks are cancelled, so that their clean-up runs; the
   * second time they are abandoned.
   */
  private void deadlocked() {
    if (deadlock == null && failedDevices == null) {
      deadlock = new DeadlockException(DeadlockReport.of(living.snapshot()));
      cancelAll("deadlock");
    } else {
      living.abandon();
    }
  }

  /** {@return the exception if the run was deadlocked; else null} */
  @Nullable DeadlockException deadlock() {
    return deadlock;
  }

  /** The exception if the run ended before its tasks had; else null. */
  @Nullable RuntimeException failure() {
    String why = abandoned;
    if (why != null) {
      return new IllegalStateException(why);
    }
    return failedDevices == null ? deadlock : failedDevices.failure();
  }

  /** Whether the caller is the running task of this kernel. Any thread may call it. */
  boolean hasItsTurnHere() {
    return meter.running() instanceof LoopTask<?> task && task.isCarriedHere();
  }

  TurnMeter turnMeter() {
    return meter;
  }

  // ---------------------------------------------------------------- for RunningLoop, any thread

  String driverName() {
    return driver.name();
  }

  @Nullable Thread thread() {
    return thread;
  }

  int tasks() {
    return living.size();
  }

  List<Thread> workerThreads() {
    return services.workers();
  }
}
