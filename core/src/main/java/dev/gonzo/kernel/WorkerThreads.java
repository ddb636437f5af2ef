package dev.gonzo.kernel;

import dev.gonzo.trap.ThreadPlaces;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The worker threads of one kernel. They are started when needed and end when idle. Their number is
 * not bounded here: work comes here only once it has a place.
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

  /** The threads that are alive, in the order of their numbers. Any thread may call it. */
  List<Thread> living() {
    return threads.stream()
        .filter(Thread::isAlive)
        .sorted(Comparator.comparingLong(Thread::threadId))
        .toList();
  }

  /**
   * Runs work in an idle thread, or a new one.
   *
   * @throws OutOfMemoryError if the system cannot start another thread; then the work does not run
   */
  void execute(Runnable work) {
    pool.execute(work);
  }

  /** Sets the place, or none, of the work that the calling worker runs from now on. */
  static void hold(ThreadPlaces.@Nullable Place place) {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.place = place;
    }
  }

  /** Ends idle threads at once, and the others when their work is done. */
  void close() {
    pool.shutdown();
  }

  /** Like {@link #close}, and interrupts those that are not idle. */
  void interruptAll() {
    List<Runnable> _ = pool.shutdownNow();
  }

  /**
   * Joins the threads, since a pool counts as terminated slightly before its last thread has ended.
   */
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
