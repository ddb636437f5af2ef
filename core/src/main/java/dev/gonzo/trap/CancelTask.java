package dev.gonzo.trap;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;

/**
 * Asks that a task be cancelled, or a block of it, without waiting for its end: the cancellation
 * arrives where the task is suspended, or on entry of its next checkpoint. Answers false if the
 * task had ended or this cancellation joins one that is on its way. Never suspends.
 *
 * @param task whom to cancel
 * @param cancelled what the task is to meet
 */
public record CancelTask(Task<?> task, Cancelled cancelled) implements Trap.Scheduling<Boolean> {
  @Override
  public Class<?> answerType() {
    return Boolean.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
