package dev.gonzo.trap;

import dev.gonzo.Task;

/**
 * Asks that a task be cancelled, without waiting for its end: the cancellation arrives where the
 * task is suspended, or on entry of its next checkpoint. Answers false if the task had ended or
 * this cancellation joins one that is on its way. Never suspends.
 *
 * @param task whom to cancel
 * @param reason why, for reports
 */
public record CancelTask(Task<?> task, String reason) implements Trap.Scheduling<Boolean> {
  @Override
  public Class<?> answerType() {
    return Boolean.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
