package dev.gonzo.http.server;

import dev.gonzo.Async;

/** Creates the handler of each kernel of a server that runs on several cores. */
@FunctionalInterface
public interface HandlerFactory {
  /**
   * Creates the handler of one kernel, in its main task. What it opens belongs to that kernel:
   * kernels share nothing.
   *
   * <p>May suspend.
   *
   * @param core the number of the kernel, from 0
   * @return the handler
   * @throws Exception if that fails; then all kernels end
   */
  @Async
  ExchangeHandler create(int core) throws Exception;
}
