package dev.gonzo.recorder.replay;

import dev.gonzo.CoroutineDriver;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.recorder.event.ObjectNumbers;
import dev.gonzo.wait.SharedSteps;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets the steps on universal objects be taken in the order of the recording: those of tasks where
 * they were, and those of other threads in between.
 */
public final class SharedStepsOfReplay implements SharedSteps {
  private static final long LOOK_NANOS = 100_000;

  private final List<ReplayRun<?>> runs = new CopyOnWriteArrayList<>();
  private final ObjectNumbers numbers = new ObjectNumbers();

  /** Creates it without kernels. */
  public SharedStepsOfReplay() {}

  void begin(ReplayRun<?> run) {
    numbers.begins(run.kernel());
    runs.add(run);
  }

  void ended(ReplayRun<?> run) {
    runs.remove(run);
  }

  @Override
  public long number() {
    return numbers.next();
  }

  @Override
  public boolean mayTake(long object, long step) {
    LoopTask<?> task = taskHere();
    ReplayRun<?> run = task == null ? null : runOf(task);
    return (task == null || run == null)
        ? isLeftToOthers(object, step)
        : run.taskSteps().mayTake(task, object, step);
  }

  private static @Nullable LoopTask<?> taskHere() {
    return CoroutineDriver.runningTask() instanceof LoopTask<?> task ? task : null;
  }

  @Nullable ReplayRun<?> runOf(LoopTask<?> task) {
    for (ReplayRun<?> run : runs) {
      if (run.kernel() == task.kernel()) {
        return run;
      }
    }
    return null;
  }

  private boolean isLeftToOthers(long object, long step) {
    for (ReplayRun<?> run : runs) {
      if (run.taskSteps().areTasks(object, step)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void await(long object) {
    LoopTask<?> task = taskHere();
    ReplayRun<?> run = task == null ? null : runOf(task);
    if (task == null || run == null) {
      pause();
    } else {
      run.taskSteps().await(task);
    }
  }

  static void pause() {
    LockSupport.parkNanos(SharedStepsOfReplay.class, LOOK_NANOS);
  }
}
