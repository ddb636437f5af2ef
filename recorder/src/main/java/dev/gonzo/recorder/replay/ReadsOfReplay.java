package dev.gonzo.recorder.replay;

import dev.gonzo.Task;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.recorder.JdkReads;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Lets tasks read from the JDK what they read in the recording. */
public final class ReadsOfReplay implements JdkReads {
  private final ReplayKernels kernels;

  /**
   * Creates it.
   *
   * @param kernels the kernels that are replayed
   */
  public ReadsOfReplay(ReplayKernels kernels) {
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

  @Override
  public @Nullable Object value(Task<?> task, String what, Callable<@Nullable Object> real)
      throws Exception {
    ReplayRun<?> run = of(task);
    Object recorded = run == null ? null : run.readAgain(task.id(), what);
    return switch (recorded) {
      case null -> real.call();
      case Exception thrown -> throw thrown;
      case Optional<?> _ -> null;
      default -> recorded;
    };
  }

  /** The recording has nothing of it, and was made with a warning. */
  @Override
  public void leaves(Task<?> task, String way, String instead) {}
}
