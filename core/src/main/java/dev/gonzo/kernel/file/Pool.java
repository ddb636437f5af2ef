package dev.gonzo.kernel.file;

import dev.gonzo.report.Joins;
import dev.gonzo.report.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pool with a bounded number of threads, which do work in order of arrival. They are started when
 * needed, and end after a time of idleness.
 *
 * <p>Most work takes some microseconds, less than it takes to unpark and park a thread. So one
 * thread does all of it while that is quick; only when work has waited for a while, for example
 * behind a slow device, are others woken. The kernel checks for that ({@link #relieve}).
 *
 * <p>There is no lock, so that the kernel's thread never waits for a thread that the system has
 * preempted. No work is forgotten: a thread marks itself as idle, checks the queue once more, and
 * only then parks; the thread that adds work checks for an idle thread afterwards. And a thread
 * that was woken but had already found other work passes the wake-up on.
 *
 * <p>These threads are never interrupted: an interrupt would close the channel that a thread is
 * using.
 */
final class Pool {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long MOST_MILLIS_TO_END = 1_000;

  private static final long RETRY_NANOS = 1_000_000;

  /** How many threads are replaced, at most, that were left behind in a system call. */
  private static final int MOST_REPLACED = 1_024;

  /** How long work may wait for a busy thread. */
  private static final long PATIENCE_NANOS = 200_000;

  /** If no work has been taken for this time, all threads are blocked, and one more is started. */
  private static final long HELD_UP_NANOS = 50_000_000;

  private final int usual;
  private final int most;
  private final Queue<Consumer<Scratch>> queue = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedDeque<Thread> idle = new ConcurrentLinkedDeque<>();
  // How many threads are alive. Incremented on the kernel's thread, decremented by a thread that
  // ends.
  private final AtomicInteger living = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  // How many threads are not idle. Incremented by the code that takes a thread out of the idle
  // ones.
  private final AtomicInteger busy = new AtomicInteger();
  // How many pieces of work have been taken.
  private final AtomicLong taken = new AtomicLong();
  private volatile boolean closed;
  // Kernel thread only.
  private List<Thread> threads = new ArrayList<>();
  private int made;
  private long given;
  // When the next check for waiting work is due, and for which work; 0 for none.
  private long lookAtNanos;
  private long lookFor;
  // How many threads there may be beyond the usual number, because those are blocked.
  private int more;
  // How many pieces of work had been taken at the last check, and when that number was first seen.
  private long takenThen;
  private long takenSinceNanos;

  /**
   * Creates a pool without threads.
   *
   * @param usual how many threads there are at most, not counting those that were left behind
   * @param most how many there are at most while the usual ones are blocked by slow devices
   */
  Pool(int usual, int most) {
    this.usual = usual;
    this.most = Math.max(usual, most);
  }

  /**
   * Queues work. On the loop's own stack, since starting a thread blocks on locks of the JVM.
   *
   * @throws OutOfMemoryError if there is no thread and none can be started; the work is not done
   */
  void execute(Consumer<Scratch> work) {
    queue.add(work);
    given++;
    if (busy.get() - abandoned.get() <= 0) {
      try {
        wakeOrGrow();
      } catch (OutOfMemoryError noThread) {
        if (living.get() - abandoned.get() <= 0 && queue.remove(work)) {
          given--;
          throw noThread;
        }
      }
    }
    if (lookAtNanos == 0) {
      look();
    }
  }

  /** How many pieces of work it has been given. */
  long given() {
    return given;
  }

  private void look() {
    lookAtNanos = Math.max(1, System.nanoTime() + PATIENCE_NANOS);
    lookFor = given;
  }

  /** Wakes or starts more threads if work has waited for long. On the loop's own stack. */
  void relieve() {
    if (lookAtNanos == 0 || System.nanoTime() - lookAtNanos < 0) {
      return;
    }
    lookAtNanos = 0;
    long waits = lookFor - taken.get();
    growBeyondTheUsual(waits > 0);
    try {
      while (waits-- > 0) {
        wakeOrGrow();
      }
    } catch (OutOfMemoryError noThread) {
      // The present threads will get to it.
    }
    if (!queue.isEmpty()) {
      look();
    }
  }

  private void growBeyondTheUsual(boolean waiting) {
    long now = System.nanoTime();
    if (!waiting || taken.get() != takenThen || takenSinceNanos == 0) {
      takenThen = taken.get();
      takenSinceNanos = now;
      more = waiting ? more : 0;
    } else if (now - takenSinceNanos >= HELD_UP_NANOS) {
      takenSinceNanos = now;
      more = Math.min(more + 1, most - usual);
    }
  }

  /**
   * Limits the kernel's wait to the next check.
   *
   * @param nanos how long it is; 0 to not wait, -1 without limit
   */
  long waitNanos(long nanos) {
    if (lookAtNanos == 0) {
      return nanos;
    }
    long patience = Math.max(0, lookAtNanos - System.nanoTime());
    return nanos < 0 ? patience : Math.min(nanos, patience);
  }

  private void wakeOrGrow() {
    if (!wakeOne()) {
      grow();
    }
  }

  private boolean wakeOne() {
    Thread thread = idle.poll();
    if (thread != null) {
      busy.incrementAndGet();
      LockSupport.unpark(thread);
    }
    return thread != null;
  }

  private boolean mayGrow() {
    return living.get() < usual + more + Math.min(abandoned.get(), MOST_REPLACED);
  }

  private void grow() {
    if (!queue.isEmpty() && mayGrow()) {
      living.incrementAndGet();
      busy.incrementAndGet();
      threads.removeIf(thread -> !thread.isAlive());
      Thread thread =
          Thread.ofPlatform().daemon().name("gonzo-file-" + ++made).unstarted(this::work);
      threads.add(thread);
      try {
        thread.start();
      } catch (OutOfMemoryError refused) {
        living.decrementAndGet();
        busy.decrementAndGet();
        threads.remove(thread);
        throw refused;
      }
    }
  }

  /**
   * Does work until there is none. An exception of the work must not end its thread, which would
   * still be counted.
   */
  private void work() {
    var scratch = new Scratch();
    while (true) {
      try {
        Consumer<Scratch> work = next();
        if (work == null) {
          return;
        }
        work.accept(scratch);
      } catch (Throwable unexpected) {
        Log.warn("an operation in a file thread has failed", unexpected);
        LockSupport.parkNanos(RETRY_NANOS); // there may be memory again by then
      }
    }
  }

  /** The next work, or null if this thread must end; it is then no longer counted. */
  private @Nullable Consumer<Scratch> next() {
    Thread self = Thread.currentThread();
    Consumer<Scratch> work = queue.poll();
    while (work == null) {
      idle.push(self); // first, because it may fail, and then nothing has changed
      busy.decrementAndGet();
      work = queue.poll();
      boolean timedOut = false;
      if (work == null && !closed) {
        long began = System.nanoTime();
        LockSupport.parkNanos(this, IDLE_NANOS);
        timedOut = System.nanoTime() - began >= IDLE_NANOS;
      }
      boolean woken = !idle.remove(self);
      if (!woken) {
        busy.incrementAndGet();
      }
      if (work != null) {
        if (woken) {
          boolean _ = wakeOne();
        }
      } else {
        work = queue.poll();
        if (work == null && (closed || (timedOut && !woken))) {
          return leave();
        }
      }
    }
    taken.incrementAndGet();
    return work;
  }

  /**
   * Ends this thread, unless work has been added since it last checked: the code that added it may
   * have counted on this thread.
   */
  private @Nullable Consumer<Scratch> leave() {
    living.decrementAndGet();
    busy.decrementAndGet();
    Consumer<Scratch> work = queue.poll();
    if (work != null) {
      living.incrementAndGet();
      busy.incrementAndGet();
      taken.incrementAndGet();
    }
    return work;
  }

  /** Replaces a thread that a cancelled task has left behind. On the loop's own stack. */
  void abandoned() {
    abandoned.incrementAndGet();
    try {
      grow();
    } catch (OutOfMemoryError noThread) {
      look(); // and try again then
    }
  }

  void abandonedEnded() {
    abandoned.decrementAndGet();
  }

  /**
   * Ends the threads after they have done the queued work; waits for those that were not left
   * behind.
   */
  void close() {
    closed = true;
    while (wakeOne()) {}
    while (!queue.isEmpty() && living.get() - abandoned.get() <= 0) {
      Consumer<Scratch> work = queue.poll();
      if (work != null) {
        work.accept(new Scratch()); // only closes are left: no task waits any more
      }
    }
    if (abandoned.get() == 0) {
      Joins.each(threads, MOST_MILLIS_TO_END);
    }
  }
}
