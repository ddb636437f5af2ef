package dev.gonzo.kernel;

import dev.gonzo.Async;
import org.jspecify.annotations.Nullable;

/**
 * The body of each of several kernels that run in parallel and return a result: see {@link
 * Kernels#resultsPerCore(int, CoreCallable)}.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface CoreCallable<T extends @Nullable Object> {
  /**
   * Runs on one of the kernels, as its main task. May suspend.
   *
   * @param core the number of the kernel, from 0
   * @return its result
   * @throws Exception what ends all the kernels
   */
  @Async
  T call(int core) throws Exception;
}
