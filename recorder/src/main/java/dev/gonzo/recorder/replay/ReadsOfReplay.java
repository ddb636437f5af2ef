package dev.gonzo.recorder.replay;

import dev.gonzo.Task;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.recorder.JdkReads;
import org.jspecify.annotations.Nullable;

/** Lets tasks read from the JDK what they read in the recording. */
public final class ReadsOfReplay implements JdkReads {
  private final SharedStepsOfReplay kernels;

  /**
   * Creates it.
   *
   * @param kernels the kernels that are replayed
   */
  public ReadsOfReplay(SharedStepsOfReplay kernels) {
    this.kernels = kernels;
  }

  private @Nullable ReplayRun<?> of(Task<?> task) {
    return task instanceof LoopTask<?> own ? kernels.runOf(own) : null;
  }

  @Override
  public boolean isWanted(Task<?> task) {
    ReplayRun<?> run = of(task);
    return run != null && run.isProgramRunning();
  }

  @Override
  public long number(Task<?> task, String what, long real) {
    ReplayRun<?> run = of(task);
    return run != null && run.readAgain(task.id(), what) instanceof Long recorded ? recorded : real;
  }

  @Override
  public void bytes(Task<?> task, String what, byte[] bytes) {
    ReplayRun<?> run = of(task);
    if (run != null && run.readAgain(task.id(), what) instanceof byte[] recorded) {
      System.arraycopy(recorded, 0, bytes, 0, Math.min(recorded.length, bytes.length));
    }
  }

  /** The recording has nothing of it, and was made with a warning. */
  @Override
  public void leaves(Task<?> task, String way, String instead) {}
}
