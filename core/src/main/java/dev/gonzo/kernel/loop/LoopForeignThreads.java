package dev.gonzo.kernel.loop;

import dev.gonzo.CoroutineDriver;

/**
 * The foreign threads of a kernel: virtual threads that library code starts in its tasks. They run
 * beside the tasks, unless the driver takes them. Any thread may call its methods.
 */
final class LoopForeignThreads {
  private final LoopKernel kernel;
  private final Driver driver;

  LoopForeignThreads(LoopKernel kernel, Driver driver) {
    this.kernel = kernel;
    this.driver = driver;
  }

  /** Whether there are any now: they may wake tasks. */
  boolean areAlive() {
    return !CoroutineDriver.foreignThreads(
            handler -> handler instanceof LoopTask<?> task && task.kernel() == kernel)
        .isEmpty();
  }

  void started(LoopTask<?> task, Thread thread) {
    if (kernel.isObserved()) {
      kernel.post(() -> {
        Observers observers = kernel.observers();
        if (observers != null) {
          observers.foreignThreadStarted(task, thread);
        }
      });
    }
  }

  /** Whether the driver runs such a thread itself, each time it can go on. */
  boolean take(LoopTask<?> task, Thread thread, Runnable run) {
    return driver.takeForeignThread(task, thread, run);
  }

  /** Records that such a thread has ended: nothing may be left to wait for. */
  void ended(LoopTask<?> task, Thread thread) {
    kernel.post(() -> {
      Observers observers = kernel.observers();
      if (observers != null) {
        observers.foreignThreadEnded(task, thread);
      }
    });
  }
}
