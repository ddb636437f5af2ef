package dev.gonzo.sim.process;

import dev.gonzo.Async;

/** What a simulated process runs: async code, in a kernel of its own. */
@FunctionalInterface
public interface Executable {
  /**
   * Runs it.
   *
   * @param process the process
   * @return its exit status, of which the lowest eight bits count
   * @throws Exception if it fails: then its stack trace is written to its standard error, and its
   *     exit status is 1
   */
  @Async
  int run(RunningProgram process) throws Exception;
}
