package dev.gonzo.sim.jdk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The virtual threads of a simulation that wait for a monitor. When the one that has the monitor
 * leaves it, a thread of the JVM makes the next one ready, a moment later. A simulation waits for
 * that moment: the order of its threads must not depend on it. Simulation's thread only.
 *
 * <p>Discussion: the JVM does not say whether its thread is done. So two virtual threads of our own
 * pass a monitor on, after the monitors of the simulation were left. The JVM's thread makes threads
 * ready one after the other, so when it has made our own ready, it has made the others ready too.
 */
public final class MonitorWaits implements AutoCloseable {
  private final List<Thread> waiting = new ArrayList<>();
  private @Nullable Probe probe;

  /** Creates an empty list. */
  public MonitorWaits() {}

  /**
   * Adds a virtual thread, if it waits for a monitor.
   *
   * @param thread a thread that has left its carrier
   */
  public void blocked(Thread thread) {
    if (JdkInternals.waitsForMonitor(thread)) {
      waiting.add(thread);
    }
  }

  /** Waits until the threads whose monitor has become free are ready. */
  public void settle() {
    if (waiting.isEmpty()) {
      return;
    }
    for (Thread thread : waiting) {
      while (JdkInternals.isOnWaitingList(thread)) {
        Thread.onSpinWait();
      }
    }
    if (probe == null) {
      probe = new Probe();
    }
    probe.await();
    // Only now: one that waits no longer may not have been made ready before.
    boolean _ = waiting.removeIf(thread -> !JdkInternals.waitsForMonitor(thread));
  }

  @Override
  public void close() {
    if (probe != null) {
      probe.close();
    }
  }

  /** Two threads that pass a monitor on. */
  private static final class Probe implements AutoCloseable {
    private final Object monitor = new Object();
    private final Side holder = new Side("gonzo-monitor-holder", this::hold);
    private final Side next = new Side("gonzo-monitor-next", this::enter);
    private boolean ends;

    Probe() {
      holder.thread.start();
      next.thread.start();
    }

    @SuppressWarnings("ThreadPriorityCheck") // not a hint: the other thread runs next
    private void hold() {
      while (!ends) {
        synchronized (monitor) {
          Thread.yield();
        }
        Thread.yield();
      }
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void enter() {
      while (!ends) {
        synchronized (monitor) {
          // only passes through
        }
        Thread.yield();
      }
    }

    void await() {
      holder.run(); // enters
      next.run(); // waits for the monitor
      holder.run(); // leaves
      while (next.submission == null) {
        Thread.onSpinWait();
      }
      next.run(); // has been made ready by the JVM's thread
    }

    @Override
    public void close() {
      ends = true;
      holder.run();
      next.run();
    }
  }

  /** A virtual thread that runs where it is told to. */
  private static final class Side implements Executor {
    private final Thread thread;
    private volatile @Nullable Runnable submission;

    @SuppressWarnings("this-escape") // the thread is not started
    Side(String name, Runnable body) {
      thread = JdkInternals.create(this, name, body);
    }

    @Override
    public void execute(Runnable continuation) {
      submission = continuation;
    }

    void run() {
      Runnable continuation = submission;
      submission = null;
      if (continuation != null) {
        continuation.run();
      }
    }
  }
}
