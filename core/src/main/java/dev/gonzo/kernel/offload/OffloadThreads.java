package dev.gonzo.kernel.offload;

import dev.gonzo.report.Joins;
import dev.gonzo.trap.ThreadPlaces;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads for one kind of work of one kernel. They are started when needed and end when idle.
 * Each kind of work has its own, so that a kind that is stuck takes no threads from another.
 *
 * <p>Used on the loop's own stack, since a pool blocks on locks, which a task must not do inside
 * the kernel.
 */
public final class OffloadThreads implements Executor {
  private static final long IDLE_SECONDS = 10;
  private static final long MOST_MILLIS_TO_END = 1_000;

  private final Factory factory;
  private final ThreadPoolExecutor pool;

  private OffloadThreads(Factory factory, int core, int most, BlockingQueue<Runnable> queue) {
    this.factory = factory;
    pool = new ThreadPoolExecutor(core, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, factory);
  }

  /**
   * Creates a pool without a bound: work gets an idle thread or a new one. The bound, if any, is
   * that work comes here only once it has a place.
   *
   * @param factory creates and names the threads
   * @return the pool, which has no thread yet
   */
  public static OffloadThreads unbounded(Factory factory) {
    return new OffloadThreads(factory, 0, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  /**
   * Creates a pool with a bounded number of threads; more work waits for one of them, in order.
   *
   * @param factory creates and names the threads
   * @param most how many there are at most
   * @return the pool, which has no thread yet
   */
  public static OffloadThreads bounded(Factory factory, int most) {
    var threads = new OffloadThreads(factory, most, most, new LinkedBlockingQueue<>());
    threads.pool.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Creates and names threads.
   *
   * <p>The JDK's own factory takes longer to link, for its first thread, than everything else that
   * the start of a process does on the kernel's thread.
   */
  public static final class Factory implements ThreadFactory {
    private final String prefix;
    private final AtomicInteger made = new AtomicInteger();
    // Added to by the kernel's thread, and by a thread that is replaced.
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /**
     * Creates a factory.
     *
     * @param prefix the beginning of the threads' names, before their numbers
     */
    public Factory(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable loop) {
      threads.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
      var thread = new Worker(loop, prefix.concat(Integer.toString(made.incrementAndGet())));
      threads.add(thread);
      return thread;
    }
  }

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

  /**
   * Sets the place of the work that the calling thread does from now on.
   *
   * @param place the place; null for none
   */
  public static void hold(ThreadPlaces.@Nullable Place place) {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.place = place;
    }
  }

  /**
   * Runs work in a thread.
   *
   * @param work the work
   * @throws OutOfMemoryError if the system cannot start another thread; then the work does not run
   */
  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /**
   * Changes the bound.
   *
   * @param most how many threads there may be from now on
   */
  public void allow(int most) {
    if (most > pool.getMaximumPoolSize()) {
      pool.setMaximumPoolSize(most);
    }
    pool.setCorePoolSize(Math.min(most, pool.getMaximumPoolSize()));
  }

  /** Ends idle threads at once, and the others when their work is done. */
  public void close() {
    pool.shutdown();
  }

  /** Like {@link #close}, and interrupts those that are not idle. */
  public void interruptAll() {
    List<Runnable> _ = pool.shutdownNow();
  }

  /** {@return the threads that are alive, in the order of their numbers} Any thread may call it. */
  public List<Thread> living() {
    return factory.threads.stream()
        .filter(Thread::isAlive)
        .sorted(Comparator.comparingLong(Thread::threadId))
        .toList();
  }

  /**
   * Joins the threads, since a pool counts as terminated slightly before its last thread has ended.
   */
  public void awaitEnd() {
    Joins.each(factory.threads, MOST_MILLIS_TO_END);
  }
}
