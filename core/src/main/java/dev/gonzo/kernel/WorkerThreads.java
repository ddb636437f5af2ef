package dev.gonzo.kernel;

import dev.gonzo.trap.ThreadPlaces;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The worker threads of one kernel. They are started when they are needed and end when they are
 * idle. Nothing here bounds their number: work only comes here once it has a place.
 */
final class WorkerThreads {
  private static final long IDLE_SECONDS = 10;
  private static final long MOST_MILLIS_TO_END = 1_000;

  private final AtomicInteger made = new AtomicInteger();
  // Added to by the kernel's thread, and by a worker that is replaced.
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          this::thread);

  private static final class Worker extends Thread implements ThreadPlaces.Holder {
    // Written by this thread only.
    private ThreadPlaces.@Nullable Place place;

    Worker(Runnable loop, String name) {
      super(loop, name);
      setDaemon(true);
    }

    @Override
    public ThreadPlaces.@Nullable Place place() {
      return place;
    }
  }

  private Thread thread(Runnable loop) {
    threads.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
    var thread = new Worker(loop, "gonzo-worker-" + made.incrementAndGet());
    threads.add(thread);
    return thread;
  }

  /**
   * Runs work in a thread that is idle, or a new one.
   *
   * @throws OutOfMemoryError if the system starts no more threads; the work does not run then
   */
  void execute(Runnable work) {
    pool.execute(work);
  }

  /** In a worker: what is done from now on has this place, or none. */
  static void hold(ThreadPlaces.@Nullable Place place) {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.place = place;
    }
  }

  /** Lets idle threads end. */
  void close() {
    pool.shutdown();
  }

  /** A pool says that it has terminated a little before its last thread has: join them instead. */
  void awaitEnd() {
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
