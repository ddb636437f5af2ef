package dev.gonzo.kernel;

import dev.gonzo.Async;
import org.jspecify.annotations.Nullable;

/**
 * The body of each of several kernels side by side that return something: see {@link
 * Kernels#resultsPerCore(int, CoreCallable)}.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface CoreCallable<T extends @Nullable Object> {
  /**
   * Runs on one of the kernels, as its main task. May suspend.
   *
   * @param core which one: from 0 on
   * @return its result
   * @throws Exception what ends all the kernels
   */
  @Async
  T call(int core) throws Exception;
}
