package dev.gonzo.recorder.event;

import dev.gonzo.CoroutineDriver;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Numbers for universal objects that are the same in each run of a program: those that the tasks of
 * one kernel create are counted by themselves, and so are those that are created outside of tasks.
 * Any thread may use it.
 */
public final class ObjectNumbers {
  private static final int SHIFT = 40;

  // The numbers of the kernels that run, from 1, and how many objects each has created; 0 is for
  // code outside of tasks.
  private final IdentityHashMap<LoopKernel, Integer> kernels = new IdentityHashMap<>();
  private final Map<Integer, Long> created = new HashMap<>();

  /** Creates it without kernels. */
  public ObjectNumbers() {}

  /**
   * A kernel begins.
   *
   * @param kernel the kernel
   * @param number its number among the recorded kernels, from 1
   */
  public synchronized void begins(LoopKernel kernel, int number) {
    kernels.put(kernel, number);
  }

  /**
   * A kernel has ended.
   *
   * @param kernel the kernel
   */
  public synchronized void ends(LoopKernel kernel) {
    Integer number = kernels.remove(kernel);
    if (number != null) {
      created.remove(number);
    }
  }

  /** {@return the number for an object that the calling thread creates} */
  public long next() {
    LoopKernel kernel =
        CoroutineDriver.runningTask() instanceof LoopTask<?> task ? task.kernel() : null;
    synchronized (this) {
      int creator = kernel == null ? 0 : kernels.getOrDefault(kernel, 0);
      return ((long) creator << SHIFT) + created.merge(creator, 1L, Long::sum);
    }
  }
}
