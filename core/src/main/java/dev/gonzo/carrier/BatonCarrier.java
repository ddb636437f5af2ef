package dev.gonzo.carrier;

import dev.gonzo.CoroutineDriver.Stop;
import dev.gonzo.report.Rethrow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a coroutine on a plain virtual thread that runs only while it holds the baton: the driver
 * hands the baton over, waits, and gets it back when the computation suspends. Uses public API
 * only.
 *
 * <p>A computation in a foreign block keeps the baton. If it gave the baton up, the JDK's scheduler
 * would resume the thread as soon as the block ended, in parallel with the next holder. So {@link
 * #drive} does not return before the block is over, and never returns {@link Stop#BLOCKED} or
 * {@link Stop#YIELDED}. If the waiting driver is interrupted, the interrupt is passed on to the
 * blocked computation.
 *
 * <pre>
 *   AWAY      the driver has the baton; the computation has not begun, or is suspended
 *   GIVEN     the driver has given it, and the thread has not taken it yet
 *   HELD      the computation runs, or is in a foreign block
 *   RETURNED  the thread has given it back, and the driver has not taken it yet
 *   ENDED     there is nothing left to drive
 * </pre>
 *
 * <p>Discussion: a thread below a native frame or a class initialiser can still park, but it pins
 * one of the JDK's few carrier threads, and as many pinned threads as there are processors stop
 * every virtual thread of the JVM. So the driver checks whether the parked thread is pinned, and
 * refuses the suspension if it is. A driver that is itself a virtual thread may get no carrier
 * thread to run that check; then {@link BatonStack#examine} makes the computation check for itself.
 */
final class BatonCarrier<P> extends Carrier implements Runnable {
  private static final int AWAY = 0;
  private static final int GIVEN = 1;
  private static final int HELD = 2;
  private static final int RETURNED = 3;
  private static final int ENDED = 4;
  private static final VarHandle STATE;

  private static final long MOST_NANOS_TO_LOOK = 20_000;
  // On a single processor spinning would only keep the other side from running.
  private static final boolean LOOKS = Runtime.getRuntime().availableProcessors() > 1;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(BatonCarrier.class, "state", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final P owner;
  private final Body<P> body;
  private final Thread thread;
  private final boolean collectable;
  private final BatonStack stack = new BatonStack(this);
  private final BatonWait driversWait = new BatonWait();
  private final BatonWait ownWait = new BatonWait();
  private volatile int state = AWAY;
  // Null while it is not being driven.
  private volatile @Nullable Thread driver;
  // Used by the driver only.
  private boolean begun;
  // True while the thread tries to park and cannot.
  private volatile boolean stuck;
  // These are handed over with the baton.
  private boolean refusesSuspension;
  private boolean nested;
  private boolean refusesDriver;
  // Used by the computation only: why it could not park to wait for the baton.
  private @Nullable StackOverflowError tooDeep;
  // Why its thread ended without running the computation.
  private @Nullable Throwable couldNotBegin;

  @SuppressWarnings("this-escape") // the thread runs nothing until it is driven
  BatonCarrier(P owner, @Nullable String name, Body<P> body, boolean collectable) {
    this.owner = owner;
    this.body = body;
    this.collectable = collectable;
    var builder = Thread.ofVirtual();
    this.thread = (name == null ? builder : builder.name(name)).unstarted(this);
  }

  @Override
  Object owner() {
    return owner;
  }

  static @Nullable BatonCarrier<?> onThisThread() {
    BatonStack here = BatonStack.onThisThread();
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
      return ended();
    }
    if (state != AWAY) {
      throw new IllegalStateException(
          "a coroutine cannot drive itself, nor one by which it is being driven");
    }
    SpareMemory.keep();
    BatonStack here = BatonStack.onThisThread();
    driversWait.begin();
    driver = Thread.currentThread();
    if (here != null) {
      here.drives(this);
      nested = here.carried() != null;
    }
    try {
      give(false);
      return awaitReturn(driversWait);
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
      start();
    }
  }

  /** Starts the thread. If that fails, takes the baton back and fails the drive. */
  private void start() {
    try {
      ThreadList.start(thread, !collectable);
    } catch (Throwable refused) {
      if (STATE.compareAndSet(this, GIVEN, ENDED)) {
        neverRuns();
        throw refused;
      }
      // The JDK runs it anyway.
    }
  }

  /** There is nothing left to drive: it has ended, or could not begin. */
  private Stop ended() {
    Throwable why = couldNotBegin;
    if (why != null) {
      neverRuns();
      throw Rethrow.unchecked(why);
    }
    return Stop.ENDED;
  }

  private Stop awaitReturn(BatonWait wait) {
    try {
      while (true) {
        int now = state;
        if (now == ENDED) {
          return ended();
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
   * Spins for a while before parking: to park and unpark a platform thread takes longer than most
   * turns.
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

  /** Whether the computation holds the baton and is in a foreign block. */
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
    try {
      boolean _ = takeBaton(ownWait);
      if (state == ENDED) {
        return; // its driver has got the failure of the start
      }
      stack.noteHere();
      while (refusesDriver()) {
        refusesDriver = true;
        boolean _ = returnBaton();
      }
    } catch (Throwable failure) {
      // There is no memory even to begin.
      couldNotBegin = failure;
      end();
      return;
    }
    body.run(owner);
    SpareMemory.freeIfHeapIsFull();
    end();
  }

  private void end() {
    Thread waiting = driver;
    state = ENDED;
    LockSupport.unpark(waiting);
  }

  /**
   * Checked before the computation begins: whether its driver pins one of the JDK's carrier threads
   * while it waits.
   */
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
    ownWait.begin();
    stuck = false; // an earlier suspension may have failed where the stack was deeper
    Thread waiting = driver;
    state = RETURNED;
    LockSupport.unpark(waiting);
    return takeBaton(ownWait);
  }

  /** Waits until it is driven again. Returns false if the suspension was refused. */
  private boolean takeBaton(BatonWait wait) {
    if (state == GIVEN && STATE.compareAndSet(this, GIVEN, HELD)) {
      return !refusesSuspension;
    }
    while (state != ENDED) {
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
    return false;
  }

  /** Whether its thread cannot park; see {@link BatonWait#isStuck}. */
  boolean isStuck() {
    return stuck;
  }

  @Nullable BatonCarrier<?> driven() {
    return stack.driven();
  }

  /**
   * Wakes the side that waits for the other one to take the baton, so that it checks whether it is
   * pinned, and parks again with memory for it. May be called by any thread.
   */
  void examine() {
    @Nullable Thread waiting =
        switch (state) {
          case RETURNED -> thread;
          case GIVEN -> driver;
          default -> null;
        };
    if (waiting != null) {
      // Not while a computation runs: it could take the memory that is freed.
      SpareMemory.freeIfNoStackCanBeSaved();
      LockSupport.unpark(waiting);
    }
  }
}
