package dev.gonzo.kernel.loop;

import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.SchedulingTrap.YieldTurn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waiters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps by which the tasks of a kernel wait for each other and for its clock, and end
 * each other's waits. Tasks and wait queues of other kernels are refused. Kernel thread only.
 */
final class WaitAnswers {
  private final LoopKernel kernel;
  private final Timers timers;

  WaitAnswers(LoopKernel kernel, Timers timers) {
    this.kernel = kernel;
    this.timers = timers;
  }

  Suspended waitOn(LoopTask<?> task, WaitQueue queue) {
    requireOwn(queue);
    return QueuedWait.of(task, queue);
  }

  int wake(Wake asked) {
    requireOwn(asked.queue());
    int woken = 0;
    while (woken < asked.count() && Waiters.poll(asked.queue()) instanceof LoopTask<?> waiter) {
      waiter.resume(null);
      woken++;
    }
    return woken;
  }

  /**
   * Refuses a wait queue in which a task of another kernel waits: this kernel would resume tasks
   * that are not its own.
   */
  private void requireOwn(WaitQueue queue) {
    if (queue.first() instanceof LoopTask<?> waiting && waiting.kernel() != kernel) {
      throw new IllegalStateException(
          "tasks of two kernels wait for each other: "
              + waiting.name()
              + " of another kernel waits in this queue; share a universal one instead");
    }
  }

  Object sleep(LoopTask<?> task, Sleep asked) {
    long until = asked.until().nanos();
    if (until <= kernel.interventions().shownNanos()) {
      task.yieldTurn(asked);
      return new Moment(kernel.interventions().shownNanos());
    }
    var timer = new SleepTimer(task);
    timers.set(timer, until);
    return timer;
  }

  @Nullable Object yieldTurn(LoopTask<?> task, YieldTurn asked) {
    task.yieldTurn(asked);
    return null;
  }

  Object join(LoopTask<?> task, Join<?> asked) {
    LoopTask<?> other = own(asked.task());
    Optional<? extends Outcome<?>> outcome = other.outcome();
    return outcome.isPresent() ? outcome.get() : waitOn(task, other.joiners());
  }

  boolean cancel(CancelTask asked) {
    return own(asked.task()).requestCancel(asked.cancelled());
  }

  private LoopTask<?> own(Task<?> task) {
    if (task instanceof LoopTask<?> mine && mine.kernel() == kernel) {
      return mine;
    }
    throw new IllegalArgumentException(task + " belongs to another kernel");
  }
}
