package dev.gonzo.kernel.loop;

import dev.gonzo.Outcome;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Clock;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waiters;
import org.jspecify.annotations.Nullable;

/** The tasks of one kernel, from their spawn to their end. Kernel thread only. */
final class LoopTasks {
  private final LoopKernel kernel;
  private final Clock clock;
  private final LivingTasks living;
  private final ReadyQueue ready;
  private final OutsideWaits outsideWaits;
  private final RunEnd end;
  private final TaskWalks walks;
  private long spawned;
  private long stepBeganNanos;
  // The task that has ended and whose end is not yet processed.
  private @Nullable LoopTask<?> justEnded;

  LoopTasks(
      LoopKernel kernel,
      Clock clock,
      LivingTasks living,
      ReadyQueue ready,
      OutsideWaits outsideWaits,
      RunEnd end) {
    this.kernel = kernel;
    this.clock = clock;
    this.living = living;
    this.ready = ready;
    this.outsideWaits = outsideWaits;
    this.end = end;
    this.walks = new TaskWalks(kernel, living);
  }

  <T extends @Nullable Object> LoopTask<T> spawn(Spawn<T> asked, @Nullable LoopTask<?> parent) {
    boolean ending = end.isUnderWay();
    CleanUpChain chain = ending && parent != null ? CleanUpChain.next(parent.cleanUpChain()) : null;
    var task =
        new LoopTask<>(kernel, spawned++, asked.name(), asked.daemon(), parent, asked.coroutine());
    task.spawnedAtNanos = nanosForSpawn(parent);
    living.add(task);
    ready.add(task);
    Observers observers = kernel.observers();
    if (observers != null) {
      observers.created(task);
    }
    if (ending) {
      task.begins(chain);
      end.cancel(task);
    }
    return task;
  }

  /** The walks through its tasks, for any thread. */
  TaskWalks walks() {
    return walks;
  }

  /** Begins a step, between two turns. Returns the time, which the first turn begins at. */
  long stepBegins(long nowNanos) {
    stepBeganNanos = nowNanos;
    if (!walks.areAsked()) {
      return nowNanos;
    }
    walks.fill(nowNanos);
    return clock.nanos(); // no task is charged for that
  }

  /**
   * The time of a spawn. In a turn it is that of the step, which saves reading the clock; a host or
   * another thread may spawn a task long after the last step.
   */
  private long nanosForSpawn(@Nullable LoopTask<?> parent) {
    return parent == null ? clock.nanos() : stepBeganNanos;
  }

  void suspended(LoopTask<?> task, Trap<?> trap) {
    Observers observers = kernel.observers();
    if (observers != null) {
      observers.suspended(task, trap);
    }
    outsideWaits.waitBegins(task, trap);
  }

  void resumed(LoopTask<?> task) {
    Observers observers = kernel.observers();
    if (observers != null) {
      observers.resumed(task);
    }
    outsideWaits.waitEnds(task);
  }

  /** Processes the end of a task. */
  void ended(LoopTask<?> task) {
    justEnded = task;
    noteEnd();
  }

  /** Whether an end is still to be processed, for want of memory, or a walk to go on. */
  boolean haveWork() {
    return justEnded != null || walks.areAsked();
  }

  /**
   * Processes the end of a task: its outcome, the observers, the tasks that join it. Repeated in
   * the next step if there is no memory.
   */
  void noteEnd() {
    LoopTask<?> task = justEnded;
    if (task == null) {
      return;
    }
    boolean isMain = task == end.main();
    if (task.living && task.state() != TaskState.ENDED) {
      task.ended(isMain || task.isAwaited());
      Observers observers = kernel.observers();
      if (observers != null) {
        observers.ended(task);
      }
    }
    if (task.living && task.isAwaited()) {
      Outcome<?> outcome = task.outcome().orElseThrow();
      while (Waiters.poll(task.joiners()) instanceof LoopTask<?> joiner) {
        joiner.resume(outcome);
      }
    }
    justEnded = null;
    if (living.remove(task) && isMain) {
      end.mainHasEnded();
    }
  }
}
