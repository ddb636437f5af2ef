package dev.gonzo.trap;

/**
 * Makes up to {@code count} tasks of a wait queue ready, longest waiting first; answers how many.
 * Never suspends.
 *
 * @param queue whom to wake
 * @param count at most how many, zero or more
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
