package dev.gonzo.carrier;

import dev.gonzo.Coroutine.Stop;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Carries a coroutine by a virtual thread whose scheduler is this very object.
 *
 * <p>A suspension is a {@code Thread.yield()} whose submission is kept, not obeyed: no foreign
 * unpark, left-over permit or interrupt can end it, because only {@link #drive} runs the thread
 * again. A foreign block parks the thread as it parks any virtual thread; its end is a submission
 * that comes from somebody else's thread.
 *
 * <pre>
 *   suspended  go
 *   false      -      the computation has the thread, or stands in a foreign block
 *   true       false  it is suspended
 *   true       true   the driver let it go on, and it did not run: its stack trace is being taken,
 *                     and the one who takes it submits the thread again afterwards
 * </pre>
 */
final class SchedulerCarrier<P> extends Carrier implements Executor, Runnable {
  private final P passenger;
  private final Journey<P> journey;
  private final Thread thread;
  // The virtual thread's own continuation: the first thing that it submits when it starts.
  private @Nullable Runnable continuation;
  // Written by the driver only. Another thread that reads it racily never finds itself.
  private @Nullable Thread driver;
  // The fields from here on belong to whoever has the thread: driver or computation.
  private boolean suspended;
  private boolean go;
  private boolean submitted;
  private boolean ended;
  private final boolean collectable;
  private @Nullable SchedulerCarrier<?> next;
  private Stop nextStop = Stop.SUSPENDED;

  @SuppressWarnings("this-escape") // the thread runs nothing before it is driven
  SchedulerCarrier(P passenger, @Nullable String name, Journey<P> journey, boolean collectable) {
    this.passenger = passenger;
    this.journey = journey;
    this.collectable = collectable;
    this.thread = VirtualThreads.create(this, name, this);
  }

  /** What the thread runs: itself, since each further object would be one a task. */
  @Override
  public void run() {
    try {
      journey.ride(passenger);
    } finally {
      ended = true;
    }
  }

  @Override
  Object passenger() {
    return passenger;
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
    return Thread.currentThread().isVirtual() ? Guests.call(this::driveHere) : driveHere();
  }

  /** The outer computation leaves the thread to its driver, with the word to run that one next. */
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
    return nextStop;
  }

  private Stop driveHere() {
    Stop stop = mount();
    for (SchedulerCarrier<?> inner = next; inner != null && stop == Stop.SUSPENDED; inner = next) {
      nextStop = inner.driveHere();
      stop = mount();
    }
    return stop;
  }

  /** Whether its computation has the thread, or has left it for another that it drives. */
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
      ThreadList.start(thread, !collectable);
    }
    return Objects.requireNonNull(continuation, "a started thread has submitted itself");
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // not a hint here: the yield is the suspension itself
  public boolean suspend() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("a coroutine can be suspended only by itself");
    }
    suspended = true;
    go = false;
    try {
      Thread.yield();
    } finally {
      suspended = false; // also if the JVM lacks the room to put the frames aside, and throws
    }
    return go;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  /** A kernel that waits for its guests looks again. */
  void guestEnded() {
    journey.unblocked(passenger);
  }

  /** Takes what the JDK submits for this thread, and for the guests that were started in it. */
  @Override
  public void execute(Runnable submission) {
    if (continuation == null) {
      continuation = submission;
    } else if (submission != continuation) {
      Guests.execute(submission, this);
    } else if (Thread.currentThread() == driver) {
      submitted = true;
    } else {
      journey.unblocked(passenger);
    }
  }
}
