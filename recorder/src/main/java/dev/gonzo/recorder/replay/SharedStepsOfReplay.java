package dev.gonzo.recorder.replay;

import dev.gonzo.CoroutineDriver;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.wait.SharedSteps;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets the steps on universal objects be taken in the order of the recording: those of tasks where
 * they were, and those of other threads in between.
 */
public final class SharedStepsOfReplay implements SharedSteps {
  private static final long LOOK_NANOS = 100_000;

  private final ReplayKernels kernels;

  /**
   * Creates it.
   *
   * @param kernels the kernels that are replayed
   */
  public SharedStepsOfReplay(ReplayKernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public long number() {
    return kernels.numbers().next();
  }

  @Override
  public boolean mayTake(long object, long step) {
    LoopTask<?> task = taskHere();
    ReplayRun<?> run = task == null ? null : kernels.runOf(task);
    return (task == null || run == null)
        ? kernels.isLeftToOthers(object, step)
        : run.taskSteps().mayTake(task, object, step);
  }

  private static @Nullable LoopTask<?> taskHere() {
    return CoroutineDriver.runningTask() instanceof LoopTask<?> task ? task : null;
  }

  @Override
  public void await(long object) {
    LoopTask<?> task = taskHere();
    ReplayRun<?> run = task == null ? null : kernels.runOf(task);
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
