package dev.gonzo.sim.kernel;

import dev.gonzo.sim.world.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What a host does beside the turns of its tasks: virtual threads that library code has started go
 * on, and wake-ups and values arrive. Any thread may add to it; the simulation's thread takes.
 */
final class SideQueue {
  /** A thread that can go on. */
  private static final class Step {
    private final long number;
    private final Thread thread;
    private final Runnable run;
    // At which choice it was seen first.
    private long since = Long.MAX_VALUE;

    Step(long number, Thread thread, Runnable run) {
      this.number = number;
      this.thread = thread;
      this.run = run;
    }

    long number() {
      return number;
    }
  }

  private final Queue<Step> resumed = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> arrivals = new ConcurrentLinkedQueue<>();
  private final Order order;
  private final Runnable wake;
  private final boolean keepsThreads;
  private final Consumer<Thread> stopped;
  // The number of each thread, in the order in which they were started; never iterated.
  private final Map<Thread, Long> numbers = new WeakHashMap<>();
  private long started;
  // Simulation's thread only.
  private final List<Step> steps = new ArrayList<>();
  private long choices;
  private volatile boolean closed;

  /**
   * Creates an empty queue.
   *
   * @param order decides what is next
   * @param wake called when something was added, on any thread
   * @param keepsThreads whether threads that are left after the end never run again
   * @param stopped called when a thread has blocked or ended
   */
  SideQueue(Order order, Runnable wake, boolean keepsThreads, Consumer<Thread> stopped) {
    this.order = order;
    this.wake = wake;
    this.keepsThreads = keepsThreads;
    this.stopped = stopped;
  }

  boolean takeThread(Thread thread, Runnable run) {
    if (closed) {
      return keepsThreads;
    }
    resumed.add(new Step(number(thread), thread, run));
    wake.run();
    return true;
  }

  private long number(Thread thread) {
    synchronized (numbers) {
      return numbers.computeIfAbsent(thread, _ -> started++);
    }
  }

  boolean takeArrival(Runnable delivery) {
    if (closed) {
      return false;
    }
    arrivals.add(delivery);
    if (closed && arrivals.remove(delivery)) {
      return false;
    }
    wake.run();
    return true;
  }

  void wakeUp() {
    wake.run();
  }

  /** Whether there is nothing to do. Simulation's thread only, as all below. */
  boolean isEmpty() {
    return steps.isEmpty() && resumed.isEmpty() && arrivals.isEmpty();
  }

  /** How many things can be done next. What arrives does so in the order in which it came. */
  int size() {
    for (Step step; (step = resumed.poll()) != null; ) {
      steps.add(step);
    }
    return steps.size() + (arrivals.isEmpty() ? 0 : 1);
  }

  /** Does one of them. */
  void next() {
    Runnable arrival = arrivals.peek();
    int threads = size() - (arrival == null ? 0 : 1);
    int choice = arrival == null ? 0 : order.choose(threads + 1, () -> 0);
    if (arrival != null && choice == 0) {
      Runnable _ = arrivals.remove();
      arrival.run();
    } else if (threads > 0) {
      step(threads);
    }
  }

  private void step(int threads) {
    if (!order.isFirstCome()) {
      // Not in the order in which they came: that may depend on threads of the JVM.
      steps.sort(Comparator.comparingLong(Step::number));
    }
    Step step = steps.remove(order.choose(threads, this::oldest));
    step.run.run();
    stopped.accept(step.thread);
  }

  /**
   * The place of the thread that can go on for longest: that was seen at the earliest choice. When
   * it came may depend on threads of the JVM.
   */
  private int oldest() {
    choices++;
    int oldest = 0;
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).since = Math.min(steps.get(i).since, choices);
      if (steps.get(i).since < steps.get(oldest).since) {
        oldest = i;
      }
    }
    return oldest;
  }

  /** Takes nothing more, and lets arrive what it has taken. */
  void close() {
    closed = true;
    for (Runnable arrival; (arrival = arrivals.poll()) != null; ) {
      arrival.run();
    }
    drop();
  }

  /** Takes nothing more, and drops everything. */
  void crash() {
    closed = true;
    arrivals.clear();
    drop();
  }

  private void drop() {
    steps.clear();
    resumed.clear();
  }
}
