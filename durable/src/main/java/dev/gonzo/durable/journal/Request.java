package dev.gonzo.durable.journal;

import java.util.Objects;

/**
 * What another process asks of the owner of a task.
 *
 * @param number its number, which the journal gives it; 0 for a new one
 * @param id the id of the task
 * @param action what to do
 * @param reason why, for a cancellation; may be empty
 */
public record Request(long number, String id, Action action, String reason) {
  /** What to do with the task. */
  public enum Action {
    /** Cancel it. */
    CANCEL,
    /** Run it again, if it is parked. */
    RETRY
  }

  /** Checks that nothing is missing. */
  public Request {
    Objects.requireNonNull(id);
    Objects.requireNonNull(action);
    Objects.requireNonNull(reason);
  }

  /**
   * {@return a new request to cancel a task}
   *
   * @param id the id of the task
   * @param reason why
   */
  public static Request cancel(String id, String reason) {
    return new Request(0, id, Action.CANCEL, reason);
  }

  /**
   * {@return a new request to run a parked task again}
   *
   * @param id the id of the task
   */
  public static Request retry(String id) {
    return new Request(0, id, Action.RETRY, "");
  }
}
