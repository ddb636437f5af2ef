package dev.gonzo.trap;

/**
 * Sends a signal to a process; answers whether it was there to hear it. Never reaches another one
 * that got its number later. Never suspends, and so is no checkpoint.
 *
 * @param process which
 * @param signal the system's number
 * @param group whether to all of the group that it leads
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
