package dev.gonzo;

import dev.gonzo.report.Text;

/**
 * Thrown where a task's result is asked for that has failed or was cancelled. Its cause is what the
 * task threw: a {@link Cancelled} cause means that the task was cancelled, not the one who asks.
 */
public final class TaskFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param cause what the task threw
   */
  public TaskFailed(Throwable cause) {
    this("a task failed: " + Text.of(cause), cause);
  }

  TaskFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
