package dev.gonzo.kernel;

import dev.gonzo.OnCancel;
import dev.gonzo.report.Reports;
import dev.gonzo.trap.Resolve;
import dev.gonzo.trap.RunInThread;
import dev.gonzo.trap.Trap;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads outside the kernel that run what blocks in native code. They come when they are
 * needed, go when they are idle, and are gone when the kernel has ended.
 */
final class Workers {
  private static final int MOST_THREADS = 64;
  private static final long IDLE_SECONDS = 10;
  private static final long MOST_MILLIS_TO_END = 1_000;

  private final LoopKernel kernel;
  private final ThreadFactory factory =
      Thread.ofPlatform().daemon().name("gonzo-worker-", 1).factory();
  // Added to by the kernel's thread, and by a worker that is replaced.
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  // Added to by the kernel's thread, taken from by the workers.
  private final Set<WorkerRun<?>> abandoned = ConcurrentHashMap.newKeySet();
  // Made by the first work. Kernel thread only.
  private @Nullable ThreadPoolExecutor pool;

  Workers(LoopKernel kernel) {
    this.kernel = kernel;
  }

  /** An address in its usual notation at once, a name by the system's resolver, which waits. */
  @Nullable Object resolve(LoopTask<?> task, Resolve asked) throws Exception {
    String host = asked.host();
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException aName) {
      // resolved below
    }
    // A resolver hears no interrupt, and may take its half minute: whoever is cancelled leaves it.
    Callable<?> work = () -> HostNames.resolve(host);
    return run(task, asked, new RunInThread<@Nullable Object>(work, OnCancel.ABANDON, null));
  }

  /** Suspends the task until a worker has done the work. On the task's own stack. */
  @Nullable Object run(LoopTask<?> task, Trap<?> trap, RunInThread<?> asked) throws Exception {
    var run = new WorkerRun<>(kernel, this, task, asked);
    // From the loop's own stack: a pool waits for locks, and a task must not do so in the kernel.
    kernel.tell(() -> run.submit(pool()));
    return task.suspend(trap, run);
  }

  private ThreadPoolExecutor pool() {
    if (pool == null) {
      pool =
          new ThreadPoolExecutor(
              MOST_THREADS,
              MOST_THREADS,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              this::thread);
      pool.allowCoreThreadTimeOut(true);
    }
    return pool;
  }

  private Thread thread(Runnable worker) {
    threads.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
    Thread thread = factory.newThread(worker);
    threads.add(thread);
    return thread;
  }

  void abandoned(WorkerRun<?> run) {
    abandoned.add(run);
  }

  void abandonedEnded(WorkerRun<?> run) {
    abandoned.remove(run);
  }

  static void warn(String message, @Nullable Throwable failure) {
    Reports.warn(message, failure);
  }

  /** Every task has ended, and so every worker is idle, or abandoned: the idle ones go at once. */
  void close() {
    if (pool == null) {
      return;
    }
    pool.shutdown();
    List<String> places = abandoned.stream().map(WorkerRun::place).sorted().toList();
    if (places.isEmpty()) {
      awaitEnd();
    } else {
      warn(
          "the kernel has ended, and work that was abandoned goes on without it, in\n  "
              + String.join("\n  ", places),
          null);
    }
  }

  /** A pool says that it has terminated a little before its last thread has: join them instead. */
  private void awaitEnd() {
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(MOST_MILLIS_TO_END);
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
