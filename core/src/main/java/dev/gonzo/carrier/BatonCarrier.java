package dev.gonzo.carrier;

import dev.gonzo.Coroutine.Stop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Carries a coroutine by a plain virtual thread that runs only while it holds the baton: its driver
 * hands it over, waits, and has it back when the computation suspends. Public API only.
 *
 * <p>A foreign block keeps the baton: the JDK's scheduler would run the thread on as soon as the
 * block ended, beside whoever had the baton by then. So {@link #drive} does not return before the
 * block is over, and answers neither {@link Stop#BLOCKED} nor {@link Stop#YIELDED}. An interrupt of
 * the driver that waits so is passed on to the block.
 *
 * <pre>
 *   AWAY      the driver has the baton; the computation has not begun, or is suspended
 *   GIVEN     the driver has given it, and the thread has not taken it yet
 *   HELD      the computation runs, or stands in a foreign block
 *   RETURNED  the thread has given it back, and the driver has not taken it yet
 *   ENDED     there is nothing left to drive
 * </pre>
 *
 * <p>Discussion: a thread below a native frame or a class initialiser would park all the same, and
 * keep one of the JDK's few threads: as many of them as there are processors hold up every virtual
 * thread of the JVM. So the driver looks whether it does, and refuses the suspension then. Where
 * that very thing keeps a driver from looking, because it is a virtual thread itself, {@link
 * Driving#examine} lets the computation look for itself.
 */
final class BatonCarrier<P> extends Carrier implements Runnable {
  private static final int AWAY = 0;
  private static final int GIVEN = 1;
  private static final int HELD = 2;
  private static final int RETURNED = 3;
  private static final int ENDED = 4;
  private static final VarHandle STATE;

  private static final long MOST_NANOS_TO_LOOK = 20_000;
  // With one processor only who waits lets the other one run.
  private static final boolean LOOKS = Runtime.getRuntime().availableProcessors() > 1;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(BatonCarrier.class, "state", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final P passenger;
  private final Journey<P> journey;
  private final Thread thread;
  private final boolean collectable;
  private final Driving driving = new Driving(this);
  private volatile int state = AWAY;
  // Null while nobody drives it.
  private volatile @Nullable Thread driver;
  // The driver's alone.
  private boolean begun;
  // While it tries to wait, and cannot.
  private volatile boolean stuck;
  // These are handed over with the baton.
  private boolean refusesSuspension;
  private boolean nested;
  private boolean refusesDriver;
  // The computation's own: why it could not wait for the baton.
  private @Nullable StackOverflowError tooDeep;

  @SuppressWarnings("this-escape") // the thread runs nothing before it is driven
  BatonCarrier(P passenger, @Nullable String name, Journey<P> journey, boolean collectable) {
    this.passenger = passenger;
    this.journey = journey;
    this.collectable = collectable;
    var builder = Thread.ofVirtual();
    this.thread = (name == null ? builder : builder.name(name)).unstarted(this);
  }

  @Override
  Object passenger() {
    return passenger;
  }

  static @Nullable BatonCarrier<?> onThisThread() {
    Driving here = Driving.onThisThread();
    return here == null ? null : here.carried();
  }

  @Override
  public Thread thread() {
    return thread;
  }

  // ---------------------------------------------------------------- the driver's side

  @Override
  public Stop drive() {
    if (state == ENDED) {
      return Stop.ENDED;
    }
    if (state != AWAY) {
      throw new IllegalStateException(
          "a coroutine cannot drive itself, nor one by which it is being driven");
    }
    SpareMemory.keep();
    Driving here = Driving.onThisThread();
    driver = Thread.currentThread();
    if (here != null) {
      here.drives(this);
      nested = here.carried() != null;
    }
    try {
      give(false);
      return awaitReturn();
    } finally {
      if (here != null) {
        here.drives(null);
      }
      driver = null;
    }
  }

  private void give(boolean refusing) {
    refusesSuspension = refusing;
    state = GIVEN;
    if (begun) {
      LockSupport.unpark(thread);
    } else {
      begun = true;
      ThreadList.start(thread, !collectable);
    }
  }

  private Stop awaitReturn() {
    var wait = new BatonWait();
    try {
      while (true) {
        int now = state;
        if (now == ENDED) {
          return Stop.ENDED;
        }
        if (now == RETURNED && STATE.compareAndSet(this, RETURNED, AWAY)) {
          if (refusesDriver) {
            refusesDriver = false;
            throw cannotDriveHere();
          }
          if (!Pinning.keepsItsPlace(thread, this)) {
            return Stop.SUSPENDED;
          }
          give(true);
        } else if (now == GIVEN
            && wait.isDisturbed()
            && (wait.isStuck() || Pinning.isHere())
            && STATE.compareAndSet(this, GIVEN, AWAY)) {
          throw cannotDriveHere();
        } else {
          wait.passInterruptOn(this);
          if (!isBackSoon()) {
            wait.park();
            wait.wasInVain(state == now);
          }
        }
      }
    } finally {
      wait.end();
    }
  }

  /**
   * Looks for the baton for a while, where waiting is dear: to put a platform thread to sleep and
   * to wake it costs more than most turns last.
   */
  private boolean isBackSoon() {
    if (!LOOKS || Thread.currentThread().isVirtual()) {
      return false;
    }
    long began = System.nanoTime();
    while (state == GIVEN || state == HELD) {
      if (System.nanoTime() - began > MOST_NANOS_TO_LOOK) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private static IllegalStateException cannotDriveHere() {
    return new IllegalStateException(
        "a coroutine cannot be driven from a class initialiser or a native frame of another");
  }

  /** Whether the computation has the baton and waits all the same. */
  boolean isBlocked() {
    return isWaiting(thread) && state == HELD;
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, BLOCKED -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  // ---------------------------------------------------------------- the computation's side

  @Override
  public void run() {
    driving.noteHere();
    boolean _ = takeBaton();
    while (refusesDriver()) {
      refusesDriver = true;
      boolean _ = returnBaton();
    }
    journey.ride(passenger);
    SpareMemory.freeIfHeapIsFull();
    Thread waiting = driver;
    state = ENDED;
    LockSupport.unpark(waiting);
  }

  /** Before it begins: whether its driver keeps one of the JDK's threads while it waits. */
  private boolean refusesDriver() {
    Thread waiting = driver;
    return nested && waiting != null && Pinning.keepsItsPlace(waiting, null);
  }

  @Override
  public boolean suspend() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("a coroutine can be suspended only by itself");
    }
    boolean went = returnBaton();
    StackOverflowError overflow = tooDeep;
    if (overflow != null) {
      tooDeep = null;
      if (!went) {
        throw overflow;
      }
    }
    return went;
  }

  private boolean returnBaton() {
    SpareMemory.freeIfHeapIsFull();
    Thread waiting = driver;
    state = RETURNED;
    LockSupport.unpark(waiting);
    return takeBaton();
  }

  /** Waits until it is driven again; false if it was not let go. */
  private boolean takeBaton() {
    if (state == GIVEN && STATE.compareAndSet(this, GIVEN, HELD)) {
      return !refusesSuspension;
    }
    var wait = new BatonWait();
    while (true) {
      wait.park();
      stuck = wait.isStuck();
      tooDeep = wait.tooDeep();
      int now = state;
      if (now == GIVEN && STATE.compareAndSet(this, GIVEN, HELD)) {
        wait.end();
        return !refusesSuspension;
      }
      if (now == RETURNED
          && wait.isDisturbed()
          && (wait.isStuck() || Pinning.isHere())
          && STATE.compareAndSet(this, RETURNED, HELD)) {
        wait.end();
        return false;
      }
      wait.wasInVain(true);
    }
  }

  /** Whether its thread cannot even wait. */
  boolean isStuck() {
    return stuck;
  }

  @Nullable BatonCarrier<?> driven() {
    return driving.driven();
  }

  /** Any thread: lets both sides look, if the baton has been on its way for long. */
  void examine() {
    switch (state) {
      case RETURNED -> LockSupport.unpark(thread);
      case GIVEN -> LockSupport.unpark(driver);
      default -> {}
    }
  }
}
