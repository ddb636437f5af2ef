package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.ErrorNumber;

/**
 * Thrown when one of several system calls fails that together create something; the caller reports
 * the reason to the user.
 */
final class CallRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final int errorNumber;

  /** Creates the exception for what the call tried, and its result. */
  CallRefused(String operation, int result) {
    super("cannot " + operation + ": " + ErrorNumber.text(result));
    errorNumber = Math.abs(result);
  }

  /** {@return the error number, positive} */
  int errorNumber() {
    return errorNumber;
  }
}
