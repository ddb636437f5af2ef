package dev.gonzo.trap;

/**
 * Sends a signal to a process, and answers whether the process was still there. Never reaches
 * another process that got the same id later. Never suspends, so it is not a checkpoint.
 *
 * @param process the process
 * @param signal the number of the signal
 * @param group whether to signal the whole process group that it leads
 */
public record SignalProcess(Handle process, int signal, boolean group)
    implements Trap.Processes<Boolean> {
  @Override
  public Class<?> answerType() {
    return Boolean.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
