package dev.gonzo.kernel;

import dev.gonzo.trap.Trap;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
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

  private final LoopKernel kernel;
  // Made by the first work. Kernel thread only.
  private @Nullable ThreadPoolExecutor pool;

  Workers(LoopKernel kernel) {
    this.kernel = kernel;
  }

  /** Suspends the task until a worker has done the work. On the task's own stack. */
  @Nullable Object run(LoopTask<?> task, Trap<?> trap, Callable<?> work) throws Exception {
    var run = new WorkerRun(kernel, task, work);
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
              Thread.ofPlatform().daemon().name("gonzo-worker-", 1)::unstarted);
      pool.allowCoreThreadTimeOut(true);
    }
    return pool;
  }

  /** Every task has ended, and so every worker is idle: they go at once. */
  void close() {
    if (pool != null) {
      pool.shutdownNow();
      boolean interrupted = false;
      while (!pool.isTerminated()) {
        try {
          if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
            break;
          }
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
