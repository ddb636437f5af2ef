package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.SocketFailures;
import java.io.IOException;

/** Exceptions for failed system calls. */
public final class CallFailures {
  private CallFailures() {}

  /**
   * Returns the exception for a failed call.
   *
   * @param operation what was tried, worded to follow "cannot"
   * @param result the negated error number
   * @return the exception to throw
   */
  public static IOException of(String operation, int result) {
    return SocketFailures.during(operation, result);
  }
}
