package dev.gonzo.cluster;

import dev.gonzo.Async;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Cluster#singleton singleton} runs.
 *
 * @param <T> the type of its result
 * @param <X> the type of exception that it throws
 */
@FunctionalInterface
public interface SingletonBody<T extends @Nullable Object, X extends Exception> {
  /**
   * Runs as the only one, as far as this node knows. It is cancelled when the node has to give it
   * up.
   *
   * @param token to be passed with each write to the resource, which compares it: see {@link Fence}
   * @return its result, with which the node offers it no more
   * @throws X as it likes
   */
  @Async
  T run(long token) throws X;
}
