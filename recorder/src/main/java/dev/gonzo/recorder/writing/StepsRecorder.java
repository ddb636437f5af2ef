package dev.gonzo.recorder.writing;

import dev.gonzo.CoroutineDriver;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.recorder.event.ObjectNumbers;
import dev.gonzo.wait.SharedSteps;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Records the steps that tasks take on universal objects. Any thread may use it. */
public final class StepsRecorder implements SharedSteps {
  private final List<KernelRecorder> kernels = new CopyOnWriteArrayList<>();
  private final ObjectNumbers numbers = new ObjectNumbers();

  /** Creates it without kernels. */
  public StepsRecorder() {}

  /**
   * A kernel begins to be recorded.
   *
   * @param recorder its recorder
   */
  public void add(KernelRecorder recorder) {
    numbers.begins(recorder.kernel(), recorder.number());
    kernels.add(recorder);
  }

  /**
   * A kernel has ended.
   *
   * @param recorder its recorder
   */
  public void remove(KernelRecorder recorder) {
    kernels.remove(recorder);
    numbers.ends(recorder.kernel());
  }

  /** {@return the recorders of the kernels that have not ended} */
  public List<KernelRecorder> all() {
    return List.copyOf(kernels);
  }

  /** The recorder of a kernel; null if it is not recorded. */
  @Nullable KernelRecorder of(LoopKernel kernel) {
    for (KernelRecorder recorder : kernels) {
      if (recorder.kernel() == kernel) {
        return recorder;
      }
    }
    return null;
  }

  @Override
  public long number() {
    return numbers.next();
  }

  @Override
  public boolean mayTake(long object, long step) {
    if (CoroutineDriver.runningTask() instanceof LoopTask<?> task) {
      KernelRecorder recorder = of(task.kernel());
      if (recorder != null) {
        recorder.shared(task, object, step);
      }
    }
    return true;
  }

  @Override
  public void await(long object) {}
}
