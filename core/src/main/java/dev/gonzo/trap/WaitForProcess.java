package dev.gonzo.trap;

/**
 * Suspends until a process has ended, whoever holds its pipes, and tells how. The system forgets it
 * then; asked again, the answer is the same. One task at a time waits.
 *
 * @param process which
 */
public record WaitForProcess(Handle process) implements Trap.Processes<ProcessEnd> {
  @Override
  public Class<?> answerType() {
    return ProcessEnd.class;
  }
}
