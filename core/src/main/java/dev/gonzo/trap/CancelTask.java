package dev.gonzo.trap;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;

/**
 * Requests the cancellation of a task, or of a block in it, without waiting for its end. The
 * cancellation arrives where the task is suspended, or on entry to its next checkpoint. Answers
 * false if the task had ended, or if the request joins one that is already on its way. Never
 * suspends.
 *
 * @param task the task to cancel
 * @param cancelled the cancellation that is thrown in the task
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
