package dev.gonzo.kernel.loop.watch;

import dev.gonzo.Task;
import dev.gonzo.kernel.RunningKernel;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's current activity: which task has the turn, and how long turns take. The kernel writes
 * it, without fences; its watchdog reads it.
 */
public final class TurnMeter {
  private final RunningKernel kernel;
  private final AtomicReference<@Nullable Task<?>> running = new AtomicReference<>();
  private final AtomicLong turns = new AtomicLong();
  // Written by the watchdog.
  private final AtomicLong longTurn = new AtomicLong(-1);
  private volatile long limitNanos = Long.MAX_VALUE;
  private volatile @Nullable Stepper stepper;
  // Kernel thread only.
  private long turnBegan;

  /**
   * Creates a meter.
   *
   * @param kernel the kernel whose turns it measures
   */
  public TurnMeter(RunningKernel kernel) {
    this.kernel = kernel;
  }

  /** The kernel whose turns it measures. Any thread. */
  public RunningKernel kernel() {
    return kernel;
  }

  public void begin(long nowNanos) {
    turnBegan = nowNanos;
  }

  public void turn(Task<?> task) {
    turns.lazySet(turns.getPlain() + 1);
    running.lazySet(task);
  }

  /** When the turn began, or a row of turns that are measured together. */
  public long turnBegan() {
    return turnBegan;
  }

  /** Ends the turn, and returns how long it took. */
  public long turned(long nowNanos) {
    long nanos = nowNanos - turnBegan;
    turnBegan = nowNanos;
    return nanos;
  }

  public void end() {
    running.lazySet(null);
  }

  /** The running task, or null if there is none. Any thread. */
  public @Nullable Task<?> running() {
    return running.get();
  }

  /** How many turns have begun. Any thread. */
  public long turns() {
    return turns.get();
  }

  /** Sets how long a turn may last. For the watchdog. */
  void limit(long nanos) {
    limitNanos = nanos;
  }

  /** Records that the calling thread steps the kernel from now on, or that no thread does. */
  public void steppedHere(boolean whether) {
    stepper = whether && limitNanos != Long.MAX_VALUE ? Stepper.here() : null;
  }

  /**
   * The thread that steps the kernel; null if none does, or if there is no watchdog. For the
   * watchdog.
   */
  @Nullable Stepper stepper() {
    return stepper;
  }

  /** How long a turn may last; unlimited if there is no watchdog. */
  public long limitNanos() {
    return limitNanos;
  }

  /** Records that a turn takes too long. For the watchdog. */
  void foundLong(long turn) {
    longTurn.setOpaque(turn);
  }

  /** The last turn that was found to take too long; -1 if none was. */
  public long longTurn() {
    return longTurn.getOpaque();
  }
}
