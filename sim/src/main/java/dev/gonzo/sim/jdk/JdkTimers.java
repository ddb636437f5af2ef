package dev.gonzo.sim.jdk;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's timers of virtual threads, which end {@code Thread.sleep} and all other timed waits of
 * tasks. While a simulation runs, a timer that is set on its thread is one of the simulation; all
 * others are set where they were set before.
 */
public final class JdkTimers implements AutoCloseable {
  // How many simulations use them now. Guarded by the class.
  private static int users;

  private boolean closed;

  private JdkTimers() {}

  /**
   * Takes over the timers that are set on the threads of simulations.
   *
   * @return gives them back when it is closed
   */
  public static JdkTimers takeOver() {
    synchronized (JdkTimers.class) {
      if (users++ == 0) {
        ScheduledExecutorService[] all = JdkInternals.timers();
        for (int i = 0; i < all.length; i++) {
          all[i] = new Dispatching(all[i]);
        }
      }
    }
    return new JdkTimers();
  }

  @Override
  public void close() {
    synchronized (JdkTimers.class) {
      if (!closed && --users == 0) {
        ScheduledExecutorService[] all = JdkInternals.timers();
        for (int i = 0; i < all.length; i++) {
          if (all[i] instanceof Dispatching dispatching) {
            all[i] = dispatching.others;
          }
        }
      }
      closed = true;
    }
  }

  /** Sets the timers of simulations there, and all others where they were set before. */
  private static final class Dispatching extends AbstractExecutorService
      implements ScheduledExecutorService {
    private final ScheduledExecutorService others;

    Dispatching(ScheduledExecutorService others) {
      this.others = others;
    }

    /** The JDK calls it when the thread has been taken off its carrier, on the carrier. */
    @Override
    public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
      SimulatedJvm jvm = SimulationThread.jvmHere();
      return jvm == null
          ? others.schedule(action, delay, unit)
          : new SimulatedTimer(jvm.after(unit.toNanos(delay), action));
    }

    @Override
    public <V extends @Nullable Object> ScheduledFuture<V> schedule(
        Callable<V> action, long delay, TimeUnit unit) {
      return others.schedule(action, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable action, long initialDelay, long period, TimeUnit unit) {
      return others.scheduleAtFixedRate(action, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable action, long initialDelay, long delay, TimeUnit unit) {
      return others.scheduleWithFixedDelay(action, initialDelay, delay, unit);
    }

    @Override
    public void execute(Runnable action) {
      others.execute(action);
    }

    @Override
    public void shutdown() {
      others.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
      return others.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
      return others.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return others.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return others.awaitTermination(timeout, unit);
    }
  }

  /** A timer of a simulation. The JDK only cancels it. */
  private static final class SimulatedTimer implements ScheduledFuture<@Nullable Object> {
    private final Runnable cancel;
    private boolean cancelled;

    SimulatedTimer(Runnable cancel) {
      this.cancel = cancel;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      cancelled = true;
      cancel.run();
      return true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean isDone() {
      return cancelled;
    }

    @Override
    public @Nullable Object get() {
      throw new UnsupportedOperationException("a simulated timer has no result");
    }

    @Override
    public @Nullable Object get(long timeout, TimeUnit unit) {
      return get();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      throw new UnsupportedOperationException("a simulated timer is not in a queue");
    }

    @Override
    public int compareTo(Delayed other) {
      throw new UnsupportedOperationException("a simulated timer is not in a queue");
    }
  }
}
