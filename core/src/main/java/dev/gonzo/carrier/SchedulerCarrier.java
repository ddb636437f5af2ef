package dev.gonzo.carrier;

import dev.gonzo.CoroutineDriver.Stop;
import dev.gonzo.report.Rethrow;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a coroutine on a virtual thread whose scheduler is this object.
 *
 * <p>A suspension is a {@code Thread.yield()} whose submission to the scheduler is kept instead of
 * run: no foreign unpark, left-over permit or interrupt can end it, because only {@link #drive}
 * runs the thread again. A foreign block parks the thread like any virtual thread; when the block
 * ends, another thread submits it again.
 *
 * <pre>
 *   suspended  go
 *   false      -      the computation has the thread, or is in a foreign block
 *   true       false  it is suspended
 *   true       true   the driver let it go on, but it did not run: its stack trace is being taken,
 *                     and the thread that takes it submits it again afterwards
 * </pre>
 */
final class SchedulerCarrier<P> extends Carrier implements Executor, Runnable {
  private final P owner;
  private final Body<P> body;
  private final Thread thread;
  // The virtual thread's continuation: the first task that it submits when it starts.
  private @Nullable Runnable continuation;
  // Written by the driver only. A racy read by another thread never yields that thread itself.
  private @Nullable Thread driver;
  // The fields below are guarded by turns: only the side that has the thread, driver or
  // computation, uses them.
  private boolean suspended;
  private boolean go;
  private boolean submitted;
  private boolean ended;
  private final boolean collectable;
  private @Nullable SchedulerCarrier<?> next;
  // How the next one stopped, or why it could not be driven.
  private Object nextStop = Stop.SUSPENDED;

  @SuppressWarnings("this-escape") // the thread runs nothing until it is driven
  SchedulerCarrier(P owner, @Nullable String name, Body<P> body, boolean collectable) {
    this.owner = owner;
    this.body = body;
    this.collectable = collectable;
    this.thread = VirtualThreads.create(this, name, this);
  }

  /**
   * The body of the thread. The carrier itself is the Runnable: a separate one would cost an object
   * per task.
   */
  @Override
  public void run() {
    try {
      body.run(owner);
    } finally {
      ended = true;
    }
  }

  @Override
  Object owner() {
    return owner;
  }

  static @Nullable SchedulerCarrier<?> onThisThread() {
    Thread thread = Thread.currentThread();
    return thread.isVirtual()
            && VirtualThreads.schedulerOf(thread) instanceof SchedulerCarrier<?> carrier
            && carrier.thread == thread
        ? carrier
        : null;
  }

  @Override
  public Stop drive() {
    SchedulerCarrier<?> outer = onThisThread();
    if (outer != null) {
      return outer.driveInstead(this);
    }
    return Thread.currentThread().isVirtual() ? ForeignThreads.call(this::driveHere) : driveHere();
  }

  /** Suspends the outer computation, which runs here, and has its driver run the inner one next. */
  private Stop driveInstead(SchedulerCarrier<?> inner) {
    if (inner.isDriven()) {
      throw new IllegalStateException(
          "a coroutine cannot drive itself, nor one by which it is being driven");
    }
    next = inner;
    boolean went;
    try {
      went = suspend();
    } finally {
      next = null;
    }
    if (!went) {
      throw new IllegalStateException(
          "a coroutine cannot be driven from a class initialiser or a native frame of another");
    }
    if (nextStop instanceof Throwable failure) {
      throw Rethrow.unchecked(failure);
    }
    return (Stop) nextStop;
  }

  private Stop driveHere() {
    Stop stop = mount();
    for (SchedulerCarrier<?> inner = next; inner != null && stop == Stop.SUSPENDED; inner = next) {
      nextStop = inner.stopOrFailure();
      stop = mount();
    }
    return stop;
  }

  /** What goes wrong with it is thrown in the one that drives it, not in the driver of that one. */
  private Object stopOrFailure() {
    try {
      return driveHere();
    } catch (Throwable failure) {
      return failure;
    }
  }

  /** Whether its computation runs, or is suspended while it drives another one. */
  private boolean isDriven() {
    return driver != null || next != null;
  }

  private Stop mount() {
    driver = Thread.currentThread();
    submitted = false;
    go = true;
    try {
      continuation().run();
    } finally {
      driver = null;
    }
    if (ended) {
      return Stop.ENDED;
    }
    if (suspended) {
      return go ? Stop.BLOCKED : Stop.SUSPENDED;
    }
    return submitted ? Stop.YIELDED : Stop.BLOCKED;
  }

  private Runnable continuation() {
    if (continuation == null) {
      start();
    }
    return Objects.requireNonNull(continuation, "a started thread has submitted itself");
  }

  private void start() {
    try {
      ThreadList.start(thread, !collectable);
    } catch (Throwable refused) {
      neverRuns();
      throw refused;
    }
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // not a hint: the yield is the suspension
  public boolean suspend() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("a coroutine can be suspended only by itself");
    }
    suspended = true;
    go = false;
    try {
      Thread.yield();
    } finally {
      suspended = false; // also if the JVM has no room to save the frames, and throws
    }
    return go;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  void foreignThreadStarted(Thread foreign) {
    body.foreignThreadStarted(owner, foreign);
  }

  boolean takesForeignThread(Thread foreign, Runnable run) {
    return body.takesForeignThread(owner, foreign, run);
  }

  /** Makes a kernel that waits for its foreign threads check them again. */
  void foreignThreadEnded(Thread foreign) {
    body.foreignThreadEnded(owner, foreign);
  }

  /**
   * Accepts the JDK's submissions for this thread, and for the foreign threads that were started in
   * it.
   */
  @Override
  public void execute(Runnable submission) {
    if (continuation == null) {
      continuation = submission;
    } else if (submission != continuation) {
      ForeignThreads.execute(submission, this);
    } else if (Thread.currentThread() == driver) {
      submitted = true;
    } else {
      body.unblocked(owner);
    }
  }
}
