package dev.gonzo.durable.journal;

import java.io.IOException;

/**
 * Another process has claimed the task, or this one has released it: nothing was appended. The
 * process must stop running the task.
 */
public final class ClaimLostException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message what is known of the other claim
   */
  public ClaimLostException(String message) {
    super(message);
  }
}
