package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.recorder.event.Event.Shared;

/**
 * Lets the tasks of one kernel take their steps on universal objects where they took them in the
 * recording. On their stacks.
 */
final class TaskSteps {
  private final Comparison comparison;
  private final ReplayObserver observer;
  private final Outside outside;
  private final long patienceNanos;
  private long waitingSince;

  TaskSteps(Comparison comparison, ReplayObserver observer, Outside outside, long patienceNanos) {
    this.observer = observer;
    this.comparison = comparison;
    this.outside = outside;
    this.patienceNanos = patienceNanos;
  }

  /** Whether a task may take a step; if not, other threads take theirs first. On its own stack. */
  boolean mayTake(LoopTask<?> task, long object, long step) {
    if (observer.endsTurnHere(task)) {
      return false;
    }
    if (comparison.next() instanceof Shared next
        && next.task() == task.id()
        && next.object() == object
        && next.step() > step
        && !isPatienceOver()) {
      return false;
    }
    waitingSince = 0;
    comparison.happens(new Shared(task.id(), object, step), task);
    return true;
  }

  /** Waits for others after a step was refused. On the task's own stack, without the lock. */
  void await(LoopTask<?> task) {
    if (observer.endsTurnHere(task)) {
      observer.endTurn(task);
    } else {
      SharedStepsOfReplay.pause();
    }
  }

  private boolean isPatienceOver() {
    long now = System.nanoTime();
    if (waitingSince == 0) {
      waitingSince = now;
    }
    if (now - waitingSince <= patienceNanos) {
      return false;
    }
    outside.giveUp(
        "another thread has used a universal object in the recording, and does not now: it is not"
            + " started by the program, or it waits for something outside");
    return true;
  }
}
