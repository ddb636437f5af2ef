package dev.gonzo.sim;

import dev.gonzo.Async;

/**
 * A program that simulated hosts can start as processes. It runs in a kernel of its own, on the
 * host of the task that has started it, with its own standard streams, environment and working
 * directory.
 *
 * <pre>{@code
 * simulation.program("upper", run -> {
 *   for (String line; (line = Console.of().readLine()) != null; ) {
 *     System.out.println(line.toUpperCase(Locale.ROOT));
 *   }
 *   return 0;
 * });
 * }</pre>
 */
@FunctionalInterface
public interface Program {
  /**
   * Runs it, as the main task of its kernel.
   *
   * <p>A signal does what it does to a program that runs Gonzo: {@link dev.gonzo.process.Signals}
   * takes it over; otherwise SIGHUP, SIGINT and SIGTERM cancel this task, so that its clean-up
   * runs, and the process counts as ended by that signal. A SIGKILL ends it without running
   * anything.
   *
   * @param run its arguments, its streams, and what else it was started with
   * @return its exit status, 0 for success; the lowest eight bits count
   * @throws dev.gonzo.trap.BrokenPipeException if nothing reads its output any more: then it counts
   *     as ended by SIGPIPE
   * @throws Exception if it fails: its stack trace is written on its standard error, and its exit
   *     status is 1
   */
  @Async
  int run(ProgramRun run) throws Exception;
}
