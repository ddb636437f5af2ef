package dev.gonzo.kernel;

import dev.gonzo.Async;

/**
 * The body of each of several kernels side by side: see {@link Kernels#perCore(int, CoreRunnable)}.
 */
@FunctionalInterface
public interface CoreRunnable {
  /**
   * Runs on one of the kernels, as its main task. May suspend.
   *
   * @param core which one: from 0 on
   * @throws Exception what ends all the kernels
   */
  @Async
  void run(int core) throws Exception;
}
