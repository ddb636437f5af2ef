package dev.gonzo.carrier;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs guests, the virtual threads that library code starts inside a coroutine, on a small pool of
 * daemon threads.
 *
 * <p>The JDK lets a virtual thread inherit the scheduler of the one that starts it. A guest must
 * not run on a kernel's thread: it does not take turns with the tasks, and it may outlive the
 * kernel. The JDK's own socket poller is such a guest; on a kernel's thread it would hang every JDK
 * socket of the JVM once that kernel had ended. On the pool a guest behaves like any other virtual
 * thread.
 */
final class ForeignThreads {
  private static final long IDLE_SECONDS = 10;
  private static final ThreadPoolExecutor POOL = pool();
  private static final WeakReference<SchedulerCarrier<?>> NOT_COUNTED = new WeakReference<>(null);

  // Weak keys, so that a guest that waits for ever and is unreachable can be collected.
  private static final Map<Thread, WeakReference<SchedulerCarrier<?>>> HOSTS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private ForeignThreads() {}

  private static ThreadPoolExecutor pool() {
    int size = Math.max(2, Runtime.getRuntime().availableProcessors());
    var pool =
        new ThreadPoolExecutor(
            size,
            size,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform()
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .name("gonzo-guests-", 1)
                ::unstarted);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Runs a guest until it parks or ends, on the pool unless the kernel wants to do that itself, and
   * keeps it in the list of live guests until it has ended.
   */
  static void execute(Runnable continuation, SchedulerCarrier<?> host) {
    Thread guest = VirtualThreads.threadOf(continuation);
    if (guest == null || !isCounted(guest, host)) {
      POOL.execute(continuation);
      return;
    }
    Runnable run =
        () -> {
          continuation.run();
          if (guest.getState() == Thread.State.TERMINATED) {
            HOSTS.remove(guest);
            host.guestEnded(guest);
          }
        };
    if (!host.takesGuest(guest, run)) {
      POOL.execute(run);
    }
  }

  /**
   * Whether the kernel waits for this guest. Decided when the guest starts, since only then does
   * the stack show what it is.
   */
  private static boolean isCounted(Thread guest, SchedulerCarrier<?> host) {
    WeakReference<SchedulerCarrier<?>> known = HOSTS.get(guest);
    if (known == null) {
      known = isPoller(guest) ? NOT_COUNTED : new WeakReference<>(host);
      HOSTS.put(guest, known);
      if (known != NOT_COUNTED) {
        host.guestStarted(guest);
      }
    }
    return known != NOT_COUNTED;
  }

  /** The live guests, each with the passenger of the carrier in which it was started. */
  static Map<Thread, Object> alive() {
    var alive = new HashMap<Thread, Object>();
    synchronized (HOSTS) {
      HOSTS.forEach((guest, reference) -> {
        SchedulerCarrier<?> host = reference.get();
        if (host != null && guest.isAlive()) {
          alive.put(guest, host.passenger());
        }
      });
    }
    return alive;
  }

  /**
   * Whether it is the JDK's socket poller, which serves every socket of the JVM and never ends, so
   * that no kernel must wait for it. Any thread may carry that name, so the stack is checked too,
   * while the thread is being started.
   */
  private static boolean isPoller(Thread guest) {
    return guest.getName().contains("Poller")
        && Arrays.stream(new Throwable().getStackTrace())
            .anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch.Poller"));
  }

  /**
   * Runs work that needs a platform thread on behalf of a virtual thread that is not a coroutine,
   * and waits for the result.
   */
  static <T> T call(Callable<T> work) {
    var future = new FutureTask<>(work);
    POOL.execute(future);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException later) {
          interrupted = true;
        } catch (ExecutionException failure) {
          throw new CompletionException(failure.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
