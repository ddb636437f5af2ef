package dev.gonzo.kernel.loop;

import dev.gonzo.CoroutineDriver;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.watch.TurnMeter;

/** Gives the tasks of a kernel their turns. Kernel thread only. */
final class LoopTurns {
  /** How many traps of a task in a row are answered at once before it must let the others run. */
  static final int BUDGET = 128;

  private final LoopKernel kernel;
  private final Clock clock;
  private final ReadyQueue ready;
  private final LoopTasks tasks;
  private final RunEnd end;
  private final TurnMeter meter;
  private final int budget;
  private final TurnTimes times = new TurnTimes();
  // How many traps in a row were answered at once in this turn.
  private int answeredAtOnce;

  LoopTurns(
      LoopKernel kernel,
      Clock clock,
      ReadyQueue ready,
      LoopTasks tasks,
      RunEnd end,
      TurnMeter meter,
      int budget) {
    this.kernel = kernel;
    this.clock = clock;
    this.ready = ready;
    this.tasks = tasks;
    this.end = end;
    this.meter = meter;
    this.budget = budget;
  }

  /** Runs ready tasks, and those that they make ready, for a number of turns at most. */
  void take(int most) {
    for (int turn = 0; turn < most && !end.isAbandonWanted(); turn++) {
      LoopTask<?> task = ready.poll();
      if (task == null) {
        break;
      }
      if (turn(task) == CoroutineDriver.Stop.ENDED) {
        tasks.ended(task);
      }
    }
    if (times.areUnmeasured()) {
      times.measured(meter.turned(clock.nanos()));
    }
  }

  private CoroutineDriver.Stop turn(LoopTask<?> task) {
    answeredAtOnce = 0;
    meter.turn(task);
    Observers observers = kernel.observers();
    if (observers != null) {
      observers.running(task);
    }
    CoroutineDriver.Stop stop = task.step();
    task.counted();
    if (observers != null) {
      observers.stopped(task, measured(task));
    } else if (times.take(task)) {
      times.measured(meter.turned(clock.nanos()));
    }
    return stop;
  }

  /** How long the turn that has just ended took, alone. */
  private long measured(LoopTask<?> task) {
    long nanos = meter.turned(clock.nanos());
    task.ran(nanos);
    return nanos;
  }

  /** Counts a trap that is answered at once. Returns true if the task should let the others run. */
  boolean exhaustsBudget() {
    if (++answeredAtOnce <= budget) {
      return false;
    }
    answeredAtOnce = 0;
    return true;
  }
}
