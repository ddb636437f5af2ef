package dev.gonzo.kernel.file;

import dev.gonzo.report.Reports;
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
 * A bounded number of threads that take work in the order in which it comes. They come when they
 * are needed, and go when they have been idle for long.
 *
 * <p>Most work is over in some microseconds, which is less than it takes to wake a thread and put
 * it to sleep again. So one thread takes it as long as that is quick; and only when work has waited
 * for a while, as behind a device that takes its time, others are woken. The kernel looks for that
 * ({@link #relieve}).
 *
 * <p>Without a lock, so that the kernel's thread never waits for one that the system has put aside.
 * No work is forgotten: a thread says that it is idle, looks once more, and only then parks;
 * whoever puts work in looks for an idle thread afterwards. And one that was woken but had found
 * other work already passes the wake-up on.
 *
 * <p>Nobody ever interrupts these threads: an interrupt would close the channel that one is at.
 */
final class Pool {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long MOST_MILLIS_TO_END = 1_000;

  private static final long RETRY_NANOS = 1_000_000;

  /** So many threads that were left behind in a system call are replaced, and no more. */
  private static final int MOST_REPLACED = 1_024;

  /** So long work may wait for a thread that is at other work. */
  private static final long PATIENCE_NANOS = 200_000;

  /** When no work has been taken for so long, the threads are held up, and one more is started. */
  private static final long HELD_UP_NANOS = 50_000_000;

  private final int usual;
  private final int most;
  private final Queue<Consumer<Scratch>> queue = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedDeque<Thread> idle = new ConcurrentLinkedDeque<>();
  // How many live. Added to on the kernel's thread, taken from by a thread that goes.
  private final AtomicInteger living = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  // How many are not idle. Whoever takes a thread out of the idle ones adds it here.
  private final AtomicInteger busy = new AtomicInteger();
  // How much work has been taken.
  private final AtomicLong taken = new AtomicLong();
  private volatile boolean closed;
  // Kernel thread only.
  private List<Thread> threads = new ArrayList<>();
  private int made;
  private long given;
  // When, and for what, it has to be looked whether work waits; 0 for not at all.
  private long lookAtNanos;
  private long lookFor;
  // How many threads there may be beyond the usual number, because those are held up.
  private int more;
  // How much work had been taken at a look, and when it was first seen to be so much.
  private long takenThen;
  private long takenSinceNanos;

  /**
   * Makes one without threads.
   *
   * @param usual how many there are at the same time, besides those that were left behind
   * @param most how many there are while the usual ones are held up by devices that take long
   */
  Pool(int usual, int most) {
    this.usual = usual;
    this.most = Math.max(usual, most);
  }

  /**
   * On the loop's own stack: to start a thread waits for locks of the JVM.
   *
   * @throws OutOfMemoryError if no thread can be started, and there is none; the work is not done
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

  private void look() {
    lookAtNanos = Math.max(1, System.nanoTime() + PATIENCE_NANOS);
    lookFor = given;
  }

  /** Puts more threads to work that has waited for long. On the loop's own stack. */
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
      // The threads that there are will come to it.
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
   * Shortens the kernel's wait to the next look.
   *
   * @param nanos how long it is; 0 for not at all, -1 without limit
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

  /** Nothing that work throws ends its thread, which would still be counted. */
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
        Reports.warn("a file thread has met a failure", unexpected);
        LockSupport.parkNanos(RETRY_NANOS); // if the heap is full, it may be less so then
      }
    }
  }

  /** The next work, or null if this thread is to go, which is then counted no more. */
  private @Nullable Consumer<Scratch> next() {
    Thread self = Thread.currentThread();
    Consumer<Scratch> work = queue.poll();
    while (work == null) {
      idle.push(self); // first, because it may fail: then nothing has changed
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

  /** Work may have come since this thread looked, and its giver have counted on this thread. */
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

  /** A task has left a thread behind, which is replaced. On the loop's own stack. */
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

  /** Lets the threads do what is queued, and go; waits for those that nobody has left behind. */
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
      awaitEnd();
    }
  }

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
