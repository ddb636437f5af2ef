package dev.gonzo.kernel;

import dev.gonzo.Task;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel does at the moment: whose turn it is, and how long turns take. The kernel writes,
 * without fences; its watchdog reads.
 */
final class Activity {
  private final AtomicReference<@Nullable Task<?>> running = new AtomicReference<>();
  private final AtomicLong turns = new AtomicLong();
  // Written by the watchdog.
  private final AtomicLong longTurn = new AtomicLong(-1);
  private volatile long limitNanos = Long.MAX_VALUE;
  private volatile @Nullable Stepper stepper;
  // Kernel thread only.
  private long turnBegan;

  void begin(long nowNanos) {
    turnBegan = nowNanos;
  }

  void turn(Task<?> task) {
    turns.lazySet(turns.getPlain() + 1);
    running.lazySet(task);
  }

  /** The turn is over; how long it took. */
  long turned(long nowNanos) {
    long nanos = nowNanos - turnBegan;
    turnBegan = nowNanos;
    return nanos;
  }

  void end() {
    running.lazySet(null);
  }

  /** Any thread: the task that has the kernel, or null if none has. */
  @Nullable Task<?> running() {
    return running.get();
  }

  /** Any thread: how many turns have begun. */
  long turns() {
    return turns.get();
  }

  /** For the watchdog: how long a turn may last. */
  void limit(long nanos) {
    limitNanos = nanos;
  }

  /** The calling thread steps the kernel from now on, or no thread. */
  void steppedHere(boolean whether) {
    stepper = whether && limitNanos != Long.MAX_VALUE ? Stepper.here() : null;
  }

  /** For the watchdog: the thread that steps the kernel; null if none does, or nobody watches. */
  @Nullable Stepper stepper() {
    return stepper;
  }

  /** How long a turn may last; without limit if nobody watches. */
  long limitNanos() {
    return limitNanos;
  }

  /** For the watchdog: a turn lasts longer than it may. */
  void foundLong(long turn) {
    longTurn.setOpaque(turn);
  }

  /** The last turn that was found to last longer than it may; -1 if none was. */
  long longTurn() {
    return longTurn.getOpaque();
  }
}
