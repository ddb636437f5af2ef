package dev.gonzo.kernel.driver.linux;

import java.io.IOException;

/** What a task meets when a system call has failed. */
public final class CallFailures {
  private CallFailures() {}

  /**
   * Makes the exception for a failed call.
   *
   * @param operation what was tried, as it follows "cannot"
   * @param result the negated error number
   * @return what to throw
   */
  public static IOException of(String operation, int result) {
    return SocketFailures.during(operation, result);
  }
}
