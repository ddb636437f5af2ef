package dev.gonzo.kernel;

import dev.gonzo.Async;

/**
 * The body of each of several kernels that run in parallel: see {@link Kernels#perCore(int,
 * CoreRunnable)}.
 */
@FunctionalInterface
public interface CoreRunnable {
  /**
   * Runs on one of the kernels, as its main task. May suspend.
   *
   * @param core the number of the kernel, from 0
   * @throws Exception what ends all the kernels
   */
  @Async
  void run(int core) throws Exception;
}
