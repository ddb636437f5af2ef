package dev.gonzo.kernel.loop;

import dev.gonzo.Cancelled;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Handles tasks that do not end after the main task has ended. Each second the tasks that are left
 * are cancelled again, which reaches only those that have swallowed the cancellation before; a
 * clean-up takes the time that it needs. A task that swallows all of them for half a minute will
 * not end by itself. When only such tasks, and tasks that only wait, are left for ten more seconds,
 * the run ends without them. Kernel thread only.
 */
final class StubbornTasks {
  /** How many cancellations in a row a task may swallow. */
  static final int MOST_SWALLOWED = 30;

  /** How many seconds the other tasks may wait when there is a stubborn one. */
  private static final int QUIET_ROUNDS = 10;

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LivingTasks living;
  private long next = Long.MAX_VALUE;
  // The time since a task that is not stubborn had a turn.
  private int quietRounds;
  private long turnsOfOthers;

  /**
   * Creates it in advance, since there may be no memory at the end of a run.
   *
   * @param living the tasks that have not ended
   */
  StubbornTasks(LivingTasks living) {
    this.living = living;
  }

  /** Called when the tasks that are left have just been cancelled. */
  void begin(long nowNanos) {
    next = nowNanos + INTERVAL_NANOS;
  }

  /** When to check them again, on the kernel's clock; {@code Long.MAX_VALUE} before the end. */
  long next() {
    return next;
  }

  /**
   * Cancels them again, if it is time.
   *
   * @param nowNanos the time on the kernel's clock
   * @param cancellations creates the cancellation of each task
   */
  void look(long nowNanos, Supplier<Cancelled> cancellations) {
    if (nowNanos < next) {
      return;
    }
    next = nowNanos + INTERVAL_NANOS;
    long turns = 0;
    boolean isSomeoneStubborn = false;
    for (LoopTask<?> task : living.snapshot()) {
      task.cancelAgain(cancellations.get());
      if (isStubborn(task)) {
        isSomeoneStubborn = true;
      } else {
        turns += task.switches();
      }
    }
    quietRounds = isSomeoneStubborn && turns == turnsOfOthers ? quietRounds + 1 : 0;
    turnsOfOthers = turns;
    if (quietRounds >= QUIET_ROUNDS) {
      giveUp();
    }
  }

  private static boolean isStubborn(LoopTask<?> task) {
    return task.timesCancelledAgain >= MOST_SWALLOWED;
  }

  private void giveUp() {
    List<String> stubborn = new ArrayList<>();
    for (LoopTask<?> task : living.snapshot()) {
      if (isStubborn(task)) {
        stubborn.add("task " + task.name() + " at " + CallSites.lineOf(task.stack()));
      }
    }
    Log.warn(
        "the run ends without tasks that have swallowed "
            + MOST_SWALLOWED
            + " cancellations since the main task ended, and without those that wait for them;"
            + " their finally blocks do not run. Let Cancelled pass in "
            + String.join(", ", stubborn),
        null);
    living.abandon();
  }
}
