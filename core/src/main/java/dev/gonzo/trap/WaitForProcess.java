package dev.gonzo.trap;

/**
 * Suspends until a process has ended, and answers how, even if other processes still hold its
 * pipes. The process is then removed from the system's table; a later wait answers the same end.
 * Only one task may wait at a time.
 *
 * @param process the process
 */
public record WaitForProcess(Handle process) implements Trap.Processes<ProcessEnd> {
  @Override
  public Class<?> answerType() {
    return ProcessEnd.class;
  }
}
