package dev.gonzo.kernel.loop;

import dev.gonzo.CannotSuspendException;
import dev.gonzo.kernel.Clock;

/**
 * The checkpoints of a kernel's tasks, where cancellations arrive. A task that computes for long
 * keeps the kernel from processing what comes from outside, so its checkpoints do that too. Kernel
 * thread only.
 */
final class Checkpoints {
  private final Clock clock;
  private final Timers timers;
  private final Deadlines deadlines;
  private final WakeQueue wakeQueue;
  private final RunEnd end;

  Checkpoints(Clock clock, Timers timers, Deadlines deadlines, WakeQueue wakeQueue, RunEnd end) {
    this.clock = clock;
    this.timers = timers;
    this.deadlines = deadlines;
    this.wakeQueue = wakeQueue;
    this.end = end;
  }

  /** Delivers a cancellation that is due, including one that came since the turn began. */
  void enter(LoopTask<?> task) throws Exception {
    if (wakeQueue.isAttentionWanted() || deadlines.hasPassedUnwatched()) {
      lookUp(task);
    }
    task.checkpoint();
  }

  /** Processes what came from outside, on the loop's own stack, since that may block on a lock. */
  private void lookUp(LoopTask<?> task) throws Exception {
    try {
      task.onLoop(() -> {
        processOutside();
        return true;
      });
    } catch (CannotSuspendException below) {
      // Queued actions wait until the task has left the frame that cannot be suspended;
      // cancellations and timers do not.
      end.requestForMain();
      timers.fire(clock.nanos());
    }
  }

  /** Runs the actions of other threads, and the timers that are due. On the loop's own stack. */
  void processOutside() {
    wakeQueue.run();
    timers.fire(clock.nanos());
  }
}
