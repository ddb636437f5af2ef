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
 * Where guests run: the virtual threads that library code starts inside a coroutine.
 *
 * <p>The JDK lets a virtual thread inherit the scheduler of the one that starts it. A guest must
 * not run on a kernel's thread, since it knows nothing of taking turns and may outlive the kernel:
 * the JDK's own socket poller is such a guest, and would hang every socket of the JVM after that
 * kernel's end. So it runs on these daemon threads, where it behaves as any virtual thread.
 */
final class Guests {
  private static final long IDLE_SECONDS = 10;
  private static final ThreadPoolExecutor POOL = pool();
  private static final WeakReference<SchedulerCarrier<?>> NOBODY = new WeakReference<>(null);

  // Weak: a guest that waits for ever, and that nobody could wake, can be collected.
  private static final Map<Thread, WeakReference<SchedulerCarrier<?>>> HOSTS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Guests() {}

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

  /** Runs a guest until it parks or ends, and keeps account of it while it lives. */
  static void execute(Runnable continuation, SchedulerCarrier<?> host) {
    Thread guest = VirtualThreads.threadOf(continuation);
    if (guest == null || !isCounted(guest, host)) {
      POOL.execute(continuation);
      return;
    }
    POOL.execute(() -> {
      continuation.run();
      if (guest.getState() == Thread.State.TERMINATED) {
        HOSTS.remove(guest);
        host.guestEnded();
      }
    });
  }

  /** Whether somebody waits for it. What it is shows when it is started, and is noted then. */
  private static boolean isCounted(Thread guest, SchedulerCarrier<?> host) {
    WeakReference<SchedulerCarrier<?>> known = HOSTS.get(guest);
    if (known == null) {
      known = isPoller(guest) ? NOBODY : new WeakReference<>(host);
      HOSTS.put(guest, known);
    }
    return known != NOBODY;
  }

  /** The guests alive now, each with the passenger of the carrier in which it was started. */
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
   * The JDK's poller serves every socket of the JVM and never ends: nobody waits for it. Its name
   * alone could be anybody's; asked while the thread is started, the stack tells who does it.
   */
  private static boolean isPoller(Thread guest) {
    return guest.getName().contains("Poller")
        && Arrays.stream(new Throwable().getStackTrace())
            .anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch.Poller"));
  }

  /**
   * Runs something that needs a platform thread for a virtual thread that is nobody's coroutine,
   * and waits for it.
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
