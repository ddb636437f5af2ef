package dev.gonzo.trap;

/**
 * Makes up to {@code count} tasks of a wait queue ready, longest waiting first; answers how many.
 * Never suspends.
 *
 * @param queue the queue to wake tasks of
 * @param count how many tasks at most, zero or more
 */
public record Wake(WaitQueue queue, int count) implements Trap.Scheduling<Integer> {
  @Override
  public Class<?> answerType() {
    return Integer.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
