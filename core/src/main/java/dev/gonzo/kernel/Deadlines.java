package dev.gonzo.kernel;

import dev.gonzo.Cancelled;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.SetDeadline;
import dev.gonzo.trap.UnsetDeadline;
import org.jspecify.annotations.Nullable;

/** Deadlines: a timer each, that asks for a cancellation. Kernel thread only. */
final class Deadlines {
  private final Clock clock;
  private final Timers timers;

  Deadlines(Clock clock, Timers timers) {
    this.clock = clock;
    this.timers = timers;
  }

  private static final class Deadline extends Handle {
    private final Timers.Timer timer;

    Deadline(LoopTask<?> task, Cancelled cancelled) {
      timer =
          new Timers.Timer() {
            @Override
            void fire() {
              boolean _ = task.requestCancel(cancelled);
            }
          };
    }
  }

  Handle set(LoopTask<?> task, SetDeadline asked) {
    var deadline = new Deadline(task, asked.cancelled());
    if (asked.clockNanos() <= clock.nanos()) {
      deadline.timer.fire();
    } else if (asked.clockNanos() < Long.MAX_VALUE) {
      timers.set(deadline.timer, asked.clockNanos());
    }
    return deadline;
  }

  @Nullable Object unset(UnsetDeadline asked) {
    if (!(asked.deadline() instanceof Deadline deadline)) {
      throw new IllegalArgumentException("the deadline belongs to another kernel");
    }
    timers.clear(deadline.timer);
    return null;
  }
}
