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
 * Runs foreign threads, the virtual threads that library code starts inside a coroutine, on a small
 * pool of daemon threads.
 *
 * <p>The JDK lets a virtual thread inherit the scheduler of the one that starts it. A foreign
 * thread must not run on a kernel's thread: it does not take turns with the tasks, and it may
 * outlive the kernel. The JDK's own socket poller is such a foreign thread; on a kernel's thread it
 * would hang every JDK socket of the JVM once that kernel had ended. On the pool a foreign thread
 * behaves like any other virtual thread.
 */
final class ForeignThreads {
  private static final long IDLE_SECONDS = 10;
  private static final ThreadPoolExecutor POOL = pool();
  private static final WeakReference<SchedulerCarrier<?>> NOT_COUNTED = new WeakReference<>(null);

  // Weak keys, so that a foreign thread that waits for ever and is unreachable can be collected.
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
   * Runs a foreign thread until it parks or ends, on the pool unless the kernel wants to do that
   * itself, and keeps it in the list of live foreign threads until it has ended.
   */
  static void execute(Runnable continuation, SchedulerCarrier<?> host) {
    Thread foreign = VirtualThreads.threadOf(continuation);
    if (foreign == null || !isCounted(foreign, host)) {
      POOL.execute(continuation);
      return;
    }
    Runnable run =
        () -> {
          continuation.run();
          if (foreign.getState() == Thread.State.TERMINATED) {
            HOSTS.remove(foreign);
            host.foreignThreadEnded(foreign);
          }
        };
    if (!host.takesForeignThread(foreign, run)) {
      POOL.execute(run);
    }
  }

  /**
   * Whether the kernel waits for this foreign thread. Decided when the foreign thread starts, since
   * only then does the stack show what it is.
   */
  private static boolean isCounted(Thread foreign, SchedulerCarrier<?> host) {
    WeakReference<SchedulerCarrier<?>> known = HOSTS.get(foreign);
    if (known == null) {
      known = isPoller(foreign) ? NOT_COUNTED : new WeakReference<>(host);
      HOSTS.put(foreign, known);
      if (known != NOT_COUNTED) {
        host.foreignThreadStarted(foreign);
      }
    }
    return known != NOT_COUNTED;
  }

  /** The live foreign threads, each with the owner of the carrier in which it was started. */
  static Map<Thread, Object> alive() {
    var alive = new HashMap<Thread, Object>();
    synchronized (HOSTS) {
      HOSTS.forEach((foreign, reference) -> {
        SchedulerCarrier<?> host = reference.get();
        if (host != null && foreign.isAlive()) {
          alive.put(foreign, host.owner());
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
  private static boolean isPoller(Thread foreign) {
    return foreign.getName().contains("Poller")
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
