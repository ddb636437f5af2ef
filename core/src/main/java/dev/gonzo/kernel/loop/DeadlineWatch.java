package dev.gonzo.kernel.loop;

import dev.gonzo.kernel.Clock;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that notices when a deadline passes while a task keeps its kernel busy, so that
 * checkpoints need not read the clock. One thread serves all kernels of the JVM.
 *
 * <p>While a kernel is busy, the thread checks every millisecond, and exactly when the earliest
 * timer of a busy kernel is due. When all kernels are idle it checks a tenth as often, and after a
 * second it parks until one of them has a turn again. A kernel that never sets a deadline is not
 * watched.
 */
public final class DeadlineWatch {
  private static final Class<?> SYSTEM_CLOCK = Clock.system().getClass();
  private static final DeadlineWatch INSTANCE = new DeadlineWatch();
  private static final long LOOK_NANOS = 1_000_000;
  private static final int MOST_LOOKS_SKIPPED = 10;
  private static final int IDLE_LOOKS_BEFORE_REST = 100;
  // A turn that begins while the thread decides to park is seen by its last checks.
  private static final int LAST_LOOKS = 3;

  // Weak: the host of a guest kernel may drop it without closing it.
  private final List<WeakReference<Deadlines>> kernels = new CopyOnWriteArrayList<>();
  private volatile boolean resting;
  private volatile @Nullable Thread thread;

  private DeadlineWatch() {}

  /**
   * Whether a kernel with a clock can be watched: only the system's clock moves by itself, and is
   * read by any thread.
   *
   * @param clock the clock
   * @return whether it can
   */
  public static boolean canWatch(Clock clock) {
    return clock.getClass() == SYSTEM_CLOCK;
  }

  /**
   * Starts watching a kernel.
   *
   * @return false if the thread cannot be started: then the kernel must read its clock itself
   */
  static boolean add(Deadlines deadlines) {
    return INSTANCE.begin(deadlines);
  }

  /**
   * Starts the thread before the tasks of a kernel: on a busy machine starting it can take long,
   * and would hold up the other tasks if the first task that sets a deadline did it.
   */
  public static void prepare() {
    boolean _ = INSTANCE.isStarted();
  }

  /** Stops watching a kernel that has ended. */
  static void remove(Deadlines deadlines) {
    INSTANCE.kernels.removeIf(kernel -> kernel.refersTo(deadlines) || kernel.refersTo(null));
  }

  /** Called when a watched kernel is about to run tasks: unparks the thread. */
  static void turnsBegin() {
    if (INSTANCE.resting) {
      INSTANCE.wake();
    }
  }

  private synchronized boolean begin(Deadlines deadlines) {
    if (!isStarted()) {
      return false;
    }
    kernels.add(new WeakReference<>(deadlines));
    wake();
    return true;
  }

  private synchronized boolean isStarted() {
    if (thread == null) {
      try {
        thread =
            Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name("gonzo-deadlines")
                .start(this::watch);
      } catch (OutOfMemoryError noMoreThreads) {
        return false;
      }
    }
    return true;
  }

  private void wake() {
    resting = false;
    LockSupport.unpark(thread);
  }

  private void watch() {
    int idleLooks = 0;
    while (true) {
      long pause = look();
      if (pause > 0) {
        idleLooks = 0;
        LockSupport.parkNanos(this, pause);
      } else if (++idleLooks < IDLE_LOOKS_BEFORE_REST + LAST_LOOKS) {
        resting = idleLooks >= IDLE_LOOKS_BEFORE_REST;
        LockSupport.parkNanos(this, LOOK_NANOS * Math.min(idleLooks, MOST_LOOKS_SKIPPED));
      } else {
        while (resting) {
          LockSupport.park(this);
        }
        idleLooks = 0;
      }
    }
  }

  /** Nanoseconds until the next check; 0 if no kernel is busy. */
  private long look() {
    try {
      return lookAtKernels();
    } catch (OutOfMemoryError full) {
      return LOOK_NANOS; // without this thread no deadline of a busy task would be noticed any more
    }
  }

  private long lookAtKernels() {
    long pause = 0;
    for (WeakReference<Deadlines> reference : kernels) {
      Deadlines kernel = reference.get();
      if (kernel != null && kernel.isBusy()) {
        long left = kernel.nanosLeft();
        if (left <= 0) {
          kernel.passed();
        }
        long next = left <= 0 ? LOOK_NANOS : Math.min(left, LOOK_NANOS);
        pause = pause == 0 ? next : Math.min(pause, next);
      }
    }
    return pause;
  }
}
