package dev.gonzo.kernel;

import dev.gonzo.Task;

/** Finds the kernel that it observes in the list of those that run, by the thread that steps it. */
class StepsOn implements Activation {
  private volatile Thread thread = Thread.currentThread();

  @Override
  public void running(Task<?> task) {
    thread = Thread.currentThread();
  }

  Thread thread() {
    return thread;
  }

  RunningKernel kernel() {
    return Kernels.running().stream()
        .filter(one -> one.threads().contains(thread))
        .findFirst()
        .orElseThrow();
  }

  boolean isListed() {
    return Kernels.running().stream().anyMatch(one -> one.threads().contains(thread));
  }
}
